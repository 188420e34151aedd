"""Services are found by what people type, whatever they take for its spelling."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from miz.accounts.models import Organisation
from miz.catalogue import actions, search
from miz.catalogue.models import Service
from miz.catalogue.search import find

from .drawing import person

pytestmark = pytest.mark.django_db
VISITS = "prisons-visits"


def slugs(words: str = "", **within: str) -> list[str]:
    return [service.slug for service in find(words, **within).services]


@pytest.mark.parametrize(
    "words",
    [
        "ملاقات زنداني",
        "ملاقات زندانيان با خانواده",
        "زندانیان ملاقات",
        "ملاق زند",
        "ملاغات ضندان",
        "ملقات زندانیان",
        "ملاقات زندانین",
        "ملاقاتت زندانیان",
        "ملاقات زندونیان",
    ],
    ids=["arabic", "whole", "turned", "halves", "sounds", "lost", "lost-late", "added", "spoken"],
)
def test_visits_are_found_first(words: str) -> None:
    assert slugs(words)[0] == VISITS


@pytest.mark.parametrize("words", ["بازيابي رمز", "بازیابی رمز عبور", "باز یابی رمز", "رمز"])
def test_the_forgotten_password_is_found(words: str) -> None:
    assert "hajj-password-recovery" in slugs(words)


def test_a_title_comes_before_a_description() -> None:
    row = Service.objects.get(slug="hajj-desk")
    row.search_text += " mlaqat zndanyan"
    row.save()
    assert slugs("ملاقات زندانیان") == [VISITS, "hajj-desk"]


def test_words_like_them_are_only_shown_where_none_has_the_words() -> None:
    assert not find("ملاقات").alike
    assert find("ملقات").alike


def test_what_nobody_offers_is_not_found_but_something_near_is_told() -> None:
    found = find("ملاقات ناموجودترین")
    assert (found.services, found.total) == ([], 0)
    assert found.nearest[0].slug == VISITS
    assert find("cjcjc wjwjw").nearest == []


@pytest.mark.parametrize("words", ["؟!", "٪", "\u200c", "%", "_"])
def test_marks_alone_find_nothing(words: str) -> None:
    assert find(words).total == 0


def test_the_official_code_finds_in_any_digits() -> None:
    assert slugs("۱۹۰۱۱۳۳۲۰۰۰") == slugs("19011332000") == ["hajj-insurance-health"]


def test_without_words_all_are_listed_and_ours_come_first() -> None:
    found = find(limit=500)
    assert found.total == len(found.services) == Service.objects.count()
    agencies = [service.organisation.code for service in found.services]
    assert agencies[0] == "hajj"
    assert len([1 for a, b in pairwise(agencies) if a != b]) == 2


def test_pages_follow_each_other() -> None:
    whole = [service.slug for service in find(limit=500).services]
    second = find(first=5, limit=4)
    assert [service.slug for service in second.services] == whole[5:9]
    assert second.total == len(whole)


def test_an_agency_bounds_what_is_found() -> None:
    assert slugs("زندانیان", organisation="hajj") == []
    assert VISITS in slugs(organisation="prisons")


def test_ticks_of_the_form_bound_what_is_found() -> None:
    assert "hajj-desk" in slugs(audience="G2C")
    assert VISITS not in slugs(audience="G2C")
    assert slugs(life_event="tax") == []


def test_what_is_withdrawn_is_not_found(hajj: Organisation) -> None:
    approver = person(hajj, "approver", "approver")
    row = Service.objects.get(slug="hajj-insurance-health")
    actions.withdraw(service=row, reason="ادغام شد", by=approver)
    assert row.slug not in slugs("بیمه")
    assert sum(each.count for each in search.agencies()) == Service.objects.count() - 1


def test_counts_tell_what_the_lists_hold() -> None:
    for agency in search.agencies():
        assert find(organisation=agency.code).total == agency.count
    for key, count in search.shares("audiences").items():
        assert find(audience=key).total == count


@pytest.mark.parametrize(("words", "most"), [("ملاقات", 1), ("", 1), ("ملقات", 3), ("qqqq", 4)])
def test_a_search_takes_few_statements(words: str, most: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        find(words)
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(said) == most, said


def test_the_index_serves_a_search() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select id from catalogue_service where search_text like '%mlaqat%'")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "service_search_text" in plan
