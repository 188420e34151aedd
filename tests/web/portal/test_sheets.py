"""The official form as rows: what is stated is shown, what is not is never read as "no"."""

import re
from datetime import timedelta
from typing import Any

import pytest

from miz.catalogue.models import Service, ServiceVersion
from miz.insights.answering import Answered
from miz.web.portal.guides import guide, told
from miz.web.portal.rows import Row, Section, hours, readable, ticked
from miz.web.portal.sheets import sheet

LEVELS = {"national": "ملی", "provincial": "استانی", "urban": "شهری"}


def version(process_form: dict[str, Any] | None = None, **identity: Any) -> ServiceVersion:
    return ServiceVersion(identity={"title": "خدمت", **identity}, process_form=process_form)


def find(sections: list[Section], label: str) -> Row:
    return next(row for section in sections for row in section.rows if row.label == label)


def values(label: str, **identity: Any) -> list[str]:
    return find(sheet(version(**identity)), label).values


def published(slug: str) -> ServiceVersion:
    found = Service.objects.select_related("version").get(slug=slug).version
    assert found is not None
    return found


def test_boxes_that_lost_their_ticks_are_unknown() -> None:
    assert ticked(dict.fromkeys(LEVELS), LEVELS) == []
    assert find(sheet(version(level=dict.fromkeys(LEVELS))), "سطح خدمت").unknown


def test_ticked_boxes_are_listed_in_the_order_of_the_form() -> None:
    assert ticked({"urban": True, "provincial": None, "national": True}, LEVELS) == ["ملی", "شهری"]


def test_boxes_known_to_be_unticked_say_no() -> None:
    assert ticked(dict.fromkeys(LEVELS, False), LEVELS) == ["هیچ‌کدام"]
    assert ticked({"national": False, "urban": None}, LEVELS) == ["ملی: خیر"]


def test_unknown_rows_are_gathered_in_one_line() -> None:
    section = Section("", [Row("هزینه", []), Row("شرح", ["متن"]), Row("زمان", [])])
    assert [row.label for row in section.known] == ["شرح"]
    assert section.missing == "هزینه، زمان"


def test_digits_are_persian_but_in_addresses() -> None:
    assert (
        readable("تا 20 روز در https://a1.ir/2 یا CMS2") == "تا ۲۰ روز در https://a1.ir/2 یا CMS2"
    )


@pytest.mark.parametrize(
    ("fee", "shown"),
    [
        ({"amount_rial": 0, "raw": "0 ریال"}, ["رایگان"]),
        ({"amount_rial": 40000}, ["۴۰٬۰۰۰ ریال"]),
        ({"amount_rial": None, "raw": "طبق تعرفه جاری"}, ["طبق تعرفه جاری"]),
        ({"amount_rial": 5, "raw": "5 ریال", "account_number": "12"}, ["۵ ریال؛ شمارهٔ حساب: ۱۲"]),
        ({"amount_rial": None, "raw": None}, []),
    ],
)
def test_a_fee_is_shown_in_the_words_of_the_form(fee: dict[str, Any], shown: list[str]) -> None:
    assert values("هزینهٔ ارائهٔ خدمت به خدمت‌گیرندگان", fees=[fee]) == shown


@pytest.mark.parametrize(
    ("frequency", "shown"),
    [
        ({"once": True}, ["یک بار برای همیشه"]),
        ({"times": 2, "period": "year", "raw": "۲ بار در سال"}, ["۲ بار در سال"]),
        ({"times": 3, "period": None, "raw": "۳ بار در"}, ["۳ بار؛ دورهٔ آن نیامده است"]),
        ({"raw": "متفاوت"}, ["متفاوت"]),
        ({"once": None, "times": None, "raw": None}, []),
    ],
)
def test_a_frequency_never_ends_in_the_air(frequency: dict[str, Any], shown: list[str]) -> None:
    assert values("تواتر", frequency=frequency) == shown


@pytest.mark.parametrize(
    ("visits", "shown"),
    [
        ({"raw": "1 الی 2 بار", "min": 1, "max": 2}, ["۱ الی ۲ بار"]),
        ({"min": 1, "max": 2}, ["۱ تا ۲ بار"]),
        ({"min": 1, "max": 1}, ["۱ بار"]),
        ({"min": 0, "max": 0}, ["نیازی به مراجعهٔ حضوری نیست"]),
    ],
)
def test_visits_are_counted(visits: dict[str, Any], shown: list[str]) -> None:
    assert values("تعداد بار مراجعهٔ حضوری", in_person_visits=visits) == shown


def test_a_duration_without_words_is_told_by_its_number() -> None:
    duration = {"raw": None, "value": 3, "unit": "working_day"}
    assert values("متوسط مدت‌زمان ارائهٔ خدمت", average_duration=duration) == ["۳ روز کاری"]


def test_a_stage_tells_its_media_and_why_one_must_come() -> None:
    stage = {
        "electronic": True,
        "media": {"internet": True, "sms": True, "email": None},
        "reasons": {"identity": True},
        "reason_text": "تحویل اصل گذرنامه",
        "places": {"provincial": True, "national": None},
    }
    assert values("در مرحلهٔ ارائهٔ خدمت", stages={"delivery": stage}) == [
        "الکترونیکی: اینترنتی، پیام کوتاه",
        "ذکر ضرورت مراجعهٔ حضوری: جهت احراز اصالت فرد، تحویل اصل گذرنامه",
        "مراجعه به دستگاه: استانی",
    ]


def test_an_inquiry_of_which_only_the_agency_is_stated_stays_in_sight() -> None:
    asked = {"agency": "ستاد دیه", "system": None, "by": {"agency": None, "applicant": None}}
    sections = sheet(version(external_inquiries=[asked]))
    section = next(s for s in sections if "دستگاه‌های دیگر" in s.title)
    assert [row.label for row in section.known] == ["ستاد دیه"]
    assert section.missing.split("؛ ") == [
        *("نام سامانه‌های دستگاه دیگر", "فیلدهای مورد تبادل", "مبلغ"),
        *("اگر استعلام غیرالکترونیکی است، استعلام توسط", "شیوهٔ تبادل"),
    ]


def test_an_empty_record_still_makes_a_sheet() -> None:
    known = [row.label for section in sheet(version()) for row in section.known]
    assert known == ["عنوان خدمت"]


def test_criteria_keep_their_order_and_their_reasons() -> None:
    criteria = {
        "12": {"title": "الف", "answer": None, "applicable": False, "note": "چون برخط است"},
        "9": {"title": "ب", "answer": True, "applicable": True, "note": None},
        "1": {"title": None, "answer": None, "applicable": None, "note": None},
    }
    section = sheet(version(criteria=criteria))[-1]
    assert [(row.label, row.values) for row in section.known] == [
        ("۹. ب", ["بله"]),
        ("۱۲. الف", ["عدم مصداق", "چون برخط است"]),
    ]
    assert section.missing == "۱. معیاری که عنوانش نیامده"


def test_the_guide_of_a_desk_tells_its_promise_and_its_steps() -> None:
    desk = {"answer_within": {"working_days": 5}, "who_may_apply": "هر کس"}
    rows = {row.label: row for row in guide(version(desk=desk)).known}
    assert rows["زمان انجام"].values == ["پاسخ حداکثر تا ۵ روز کاری"]
    assert rows["برای چه کسانی"].values == ["هر کس"]
    assert rows["مراحل انجام"].kind == "steps"
    assert not [step for step in rows["مراحل انجام"].values if "مرحله‌ها" in step]


def test_the_guide_says_why_one_must_come_and_where_to() -> None:
    delivery = {
        "reasons": {"identity": True, "document": False},
        "reason_text": "تحویل اصل گذرنامه",
        "places": {"provincial": True},
    }
    rows = {row.label: row for row in guide(version(stages={"delivery": delivery})).known}
    assert rows["مراجعهٔ حضوری"].values == [
        "در مرحلهٔ ارائهٔ خدمت: جهت احراز اصالت فرد، تحویل اصل گذرنامه؛ مراجعه به دستگاه (استانی)"
    ]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "1 دقیقه"),
        (timedelta(minutes=90), "90 دقیقه"),
        (timedelta(hours=5, minutes=1), "6 ساعت"),
        (timedelta(days=2), "2 روز"),
        (timedelta(days=9, hours=1), "10 روز"),
    ],
)
def test_a_time_is_told_in_whole_units_and_never_too_short(span: timedelta, words: str) -> None:
    assert told(span) == words


def test_what_was_measured_stands_beside_the_promise() -> None:
    desk = {"answer_within": {"working_days": 5}}
    section = guide(version(desk=desk), Answered(1200, timedelta(days=3)))
    promised, measured = find([section], "زمان انجام").values
    assert promised == "پاسخ حداکثر تا ۵ روز کاری"
    assert "۱٬۲۰۰ پاسخ" in measured
    assert "۳ روز یا زودتر" in measured


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "stage"),
    [("hajj-complaints", "رسیدگی بازرس"), ("hajj-information", "گردآوری اطلاعات")],
)
def test_the_guide_of_a_desk_names_the_stages_of_its_own_process(slug: str, stage: str) -> None:
    steps = find([guide(published(slug))], "مراحل انجام").values
    assert [step for step in steps if stage in step]
    assert not [step for step in steps if "کارشناس" in step]


def test_days_alike_are_told_together_on_a_clock_of_twelve() -> None:
    week: dict[str, list[str] | None] = {
        "sunday": ["07:30", "14:30"],
        "saturday": ["07:30", "14:30"],
        "monday": ["07:30", "14:30"],
        "tuesday": ["08:00", "12:05"],
        "thursday": None,
        "friday": None,
    }
    assert [(row.label, row.values[0]) for row in hours(week)] == [
        ("شنبه تا دوشنبه", "۷:۳۰ صبح تا ۲:۳۰ بعدازظهر"),
        ("سه‌شنبه", "۸ صبح تا ۱۲:۰۵ ظهر"),
        ("پنجشنبه و جمعه", "تعطیل"),
    ]


def test_unknown_office_hours_have_no_rows() -> None:
    assert hours({}) == []


@pytest.mark.django_db
def test_the_process_form_brings_its_controls_and_its_glossary() -> None:
    sections = sheet(published("hajj-password-recovery"))
    assert find(sections, "کد فرایند").values == ["۰۰۵/۱۷۰۴۱۳۲۶۰۰۰"]
    assert (
        "معیارهای پذیرش: کمتر از ۱ دقیقه" in find(sections, "تسهیل عملیات بازیابی رمز عبور").values
    )
    assert not find(sections, "سرگروه").unknown


@pytest.mark.django_db
def test_no_row_of_any_published_service_has_latin_digits_outside_addresses() -> None:
    for service in Service.objects.select_related("version").exclude(version=None):
        assert service.version is not None
        for section in [*sheet(service.version), guide(service.version)]:
            for row in section.known:
                shown = [word for value in row.values for word in value.split()]
                assert not [w for w in shown if re.search("[0-9]", w) and "://" not in w]
