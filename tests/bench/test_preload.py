"""Made-up cases stand under the same constraints as real ones, and the pages find them."""

import pytest
from django.utils import timezone

from miz.bench import preload
from miz.cases import inbox, queries
from miz.cases.models import OPEN_STATES, Case, Entry, Stage, State
from miz.lib import national_code, tracking_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(narges, monkeypatch):
    monkeypatch.setattr(preload, "PEOPLE", 200)
    preload.preload(500)
    return Case.objects.all()


def test_every_case_is_there_with_codes_that_pass_their_checks(cases):
    assert cases.count() == 500
    for case in cases:
        assert tracking_code.clean(case.tracking_code) == case.tracking_code
        assert national_code.clean(case.national_code) == case.national_code


def test_states_and_provinces_are_spread(cases):
    assert {case.state for case in cases} == set(State.values)
    assert len({case.province for case in cases}) > 10


def test_cases_have_stages_and_the_answered_an_answer(cases):
    assert Stage.objects.count() >= 2 * 500
    assert Entry.objects.filter(kind="answer").exists()


def test_a_case_is_found_by_its_codes_and_by_the_words_of_its_person(cases):
    case = cases.filter(state="answered").first()
    assert queries.by_codes(case.national_code, case.tracking_code) == case
    assert case in cases.search(case.family_name)


def test_a_clerk_meets_those_of_her_province_in_the_inbox(cases, narges):
    clock = inbox.Clock.of(narges, timezone.now())
    page = inbox.page(narges, inbox.Filters(), clock)
    own = cases.filter(province="tehran", state__in=OPEN_STATES).order_by("due_at", "id")
    assert [row.case for row in page.rows] == list(own[: inbox.SIZE])
    assert page.rows
