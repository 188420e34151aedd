"""What differs between two packages, in the words of the form."""

from miz.catalogue import diffs, records
from miz.catalogue.diffs import FileDiff

from .drawing import package


def lines(diff: list[FileDiff], label: str) -> list[tuple[str, str]]:
    changes = {change.label: change for file in diff for change in file.changes}
    return [(line.kind, line.text) for line in changes[label].lines]


def test_equal_packages_do_not_differ() -> None:
    assert diffs.between(package(), package()) == []


def test_a_field_is_named_as_on_the_form_and_untouched_ones_are_not() -> None:
    found = diffs.between(package(sla="پیشین"), package(sla="تازه"))
    assert [change.label for file in found for change in file.changes] == ["توافقنامهٔ سطح خدمت"]
    assert lines(found, "توافقنامهٔ سطح خدمت") == [("removed", "پیشین"), ("added", "تازه")]


def test_a_box_that_became_known_is_told() -> None:
    found = diffs.between(package(), package(level={"national": True, "urban": False}))
    assert lines(found, "سطح خدمت") == [("added", "ملی: بله"), ("added", "شهری: خیر")]


def test_unknown_and_no_differ() -> None:
    no = package(level={"national": False})
    assert lines(diffs.between(package(), no), "سطح خدمت") == [("added", "ملی: خیر")]


def test_a_row_that_came_in_the_middle_moves_no_other() -> None:
    before = package(faq=[{"question": "یک", "answer": "الف"}, {"question": "سه", "answer": "ج"}])
    after = package(faq=[
        {"question": "یک", "answer": "الف"}, {"question": "دو", "answer": "ب"},
        {"question": "سه", "answer": "ج"},
    ])  # fmt: skip
    told = lines(diffs.between(before, after), "سؤالات متداول")
    assert [text for kind, text in told if kind == "added"] == ["پرسش: دو — پاسخ: ب"]
    assert not [text for kind, text in told if kind == "removed"]


def test_deep_fields_say_where_they_stand() -> None:
    after = package(stages={"request": {"media": {"internet": True}}})
    told = lines(diffs.between(package(), after), "مراحل خدمت")
    assert told == [(
        "added",
        "در مرحلهٔ درخواست خدمت: رسانهٔ ارتباطی خدمت: اینترنتی (مانند وبگاه دستگاه): بله",
    )]  # fmt: skip


def test_other_files_are_compared_line_by_line() -> None:
    before = {**package(), "topics.yaml": "a\nb\nc\nd\ne\nf\n"}
    after = {**package(), "topics.yaml": "a\nb\nc\nd\ne\nX\n"}
    (file,) = diffs.between(before, after)
    assert (file.name, file.kind) == ("topics.yaml", "changed")
    assert lines([file], "") == [
        *(("kept", "d"), ("kept", "e"), ("removed", "f"), ("added", "X")),
    ]


def test_a_form_that_cannot_be_read_is_shown_as_text() -> None:
    (file,) = diffs.between(package(), {"service.yaml": "a: ["})
    assert ("added", "a: [") in [(line.kind, line.text) for line in file.changes[0].lines]


def test_files_come_and_go() -> None:
    process = {"process.yaml": records.written("process.yaml", {"process_name": "ملاقات"})}
    (came,) = diffs.between(package(), package() | process)
    assert (came.kind, lines([came], "نام فرایند")) == ("added", [("added", "ملاقات")])
    (gone,) = diffs.between(package() | process, package())
    assert (gone.kind, lines([gone], "نام فرایند")) == ("removed", [("removed", "ملاقات")])
