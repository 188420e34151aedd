from miz.catalogue.importing.sources.pdf_margins import Edges, running

TITLE = [(800.0, "سازمان حج   شناسنامهٔ فرایند"), (780.0, "005/17041326000")]


def page(*, above: list[tuple[float, str]], foot: str) -> Edges:
    return above, [(20.0, foot)]


def test_feet_that_differ_in_numbers_are_feet() -> None:
    pages = [page(above=TITLE, foot=f"نسخهٔ ۳   صفحهٔ {n} از ۲") for n in "۱۲"]
    assert [20.0 in gone for gone in running(pages)] == [True, True]


def test_a_head_that_repeats_the_titles_of_the_first_page_is_one_and_they_stay() -> None:
    head = [(830.0, "سازمان حج   شناسنامهٔ فرایند   005/17041326000")]
    pages = [page(above=TITLE, foot="الف"), page(above=head, foot="ب")]
    assert running(pages) == [set(), {830.0}]


def test_labels_and_boxes_that_forms_repeat_stay() -> None:
    for text in ("نام دستگاه اجرایی", "سازمان: حج", "☐ شهرستانی"):
        pages = [page(above=[(800.0, text)], foot=text) for _ in range(2)]
        assert running(pages) == [set(), set()], text


def test_what_stands_elsewhere_on_another_page_stays() -> None:
    pages = [([], [(20.0, "تهران")]), ([], [(400.0, "تهران"), (20.0, "شیراز")])]
    assert running(pages) == [set(), set()]


def test_a_file_without_pages_has_none() -> None:
    assert running([]) == []
