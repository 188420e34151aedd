"""The report counts what was read against what was expected."""

from miz.catalogue.importing import forms, report, sources
from miz.catalogue.importing.readings import record

TEXT = "عنوان خدمت: صدور کارت\nماهیت خدمت: حاکمیتی   تصدی گری\nنوع مخاطبین: همه\nمدارک لازم: الف؛ ب"


def found():
    return forms.read_forms(sources.from_text(TEXT))


def test_a_form_against_itself_is_all_right():
    told = report.compare(found(), [record(found()[0])])
    assert (told.total.precision, told.total.recall) == (1.0, 1.0)
    assert told.misses == []


def test_a_wrong_value_costs_both_figures():
    told = report.compare(found(), [record(found()[0]) | {"title": "چیزی دیگر"}])
    assert told.fields["title"].right == 0
    assert [miss.path for miss in told.misses] == [("title",)]


def test_an_unknown_tick_is_wrong_where_it_is_known():
    told = report.compare(found(), [record(found()[0]) | {"nature": "sovereign"}])
    assert told.fields["nature"].recall == 0


def test_an_entry_too_much_costs_precision_alone():
    told = report.compare(found(), [record(found()[0]) | {"required_documents": ["الف"]}])
    score = told.fields["required_documents"]
    assert (score.precision, score.recall) == (0.5, 1.0)


def test_a_form_that_was_not_found_is_all_wrong():
    told = report.compare(found(), [record(found()[0]), {"title": "دیگری"}])
    assert told.total.recall < 0.6
    assert told.total.precision == 1.0


def test_spelling_makes_no_difference():
    assert report.compare(found(), [record(found()[0]) | {"title": "صدور كارت"}]).misses == []


def test_the_table_ends_with_the_whole():
    lines = report.table(report.compare(found(), [record(found()[0])]))
    assert lines[-2].split()[:3] == ["all", "1.0000", "1.0000"]
