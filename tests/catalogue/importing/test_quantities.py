"""Durations, money, counts, visits and how often, in the words of forms."""

import pytest

from miz.catalogue.importing import quantities


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("یک ساعت", 1, "hour"),
        ("دو هفته", 2, "week"),
        ("حداکثر 2 ساعت", 2, "hour"),
        ("سه روز کاری", 3, "working_day"),
        ("حدود 15 تا 20 روز", 20, "day"),
        ("یک هقته", 1, "week"),
        ("نیم ساعت", 30, "minute"),
        ("یک ماه و نیم", 45, "day"),
        ("۱ ساعت تا ۲ روز", 2, "day"),
        ("بیست و پنج روز", 25, "day"),
        ("حداقل یک سال تا اتمام طرح", 1, "year"),
        ("در اختیار متقاضی", None, None),
        ("با توجه به نوع سفر متفاوت میباشد", None, None),
        ("", None, None),
    ],
)
def test_a_duration_is_its_longest_time(raw: str, value: int | None, unit: str | None):
    told = quantities.duration(raw)
    assert (told.value, told.unit) == (value, unit)


def test_a_label_may_name_the_unit():
    assert quantities.duration("10", "به روز") == quantities.Duration(10, "day")


@pytest.mark.parametrize(
    ("raw", "rial"),
    [
        ("رایگان", 0),
        ("0 ریال", 0),
        ("ریال ۱۰۰,۰۰۰", 100_000),
        ("۳۰۰۰۰۰ ریال", 300_000),
        ("۱٬۲۵۰٬۰۰۰ ريال", 1_250_000),
        ("بین 13000 تا 40000 تومان", 400_000),
        ("یکصد و بیست هزار تومان", 1_200_000),
        ("دو میلیون و پانصد هزار ریال", 2_500_000),
        ("طبق تعرفه جاری", None),
    ],
)
def test_money_is_rial_and_toman_is_ten_of_them(raw: str, rial: int | None):
    assert quantities.money(raw).rial == rial


@pytest.mark.parametrize(
    ("raw", "least", "most"),
    [
        ("1 الی 2 بار", 1, 2),
        ("یک بار", 1, 1),
        ("یکبار", 1, 1),
        ("حداکثر ۳ بار", None, 3),
        ("نیازی به مراجعه حضوری نمی باشد", 0, 0),
        ("به میزان نیاز", None, None),
    ],
)
def test_visits_have_a_least_and_a_most(raw: str, least: int | None, most: int | None):
    told = quantities.visits(raw)
    assert (told.least, told.most) == (least, most)


@pytest.mark.parametrize(
    ("raw", "times", "period"),
    [("سالی یکبار", 1, "year"), ("۳ بار در ماه", 3, "month"), ("ماهانه", 1, "month"),
     ("هفته ای یکبار", 1, None), ("متفاوت میباشد", None, None)],
)  # fmt: skip
def test_how_often_is_times_in_a_period(raw: str, times: int | None, period: str | None):
    told = quantities.frequency(raw)
    assert (told.times, told.period) == (times, period)
