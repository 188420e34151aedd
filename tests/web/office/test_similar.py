"""Similar cases beside the text, and their answers for the box."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.web.office import offers, similar
from tests import factories
from tests.cases.answering import BOOKING, answered, person

SignIn = Callable[[User], Client]
BOTH = pytest.mark.parametrize("name", ["similar", "similar-list"])


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk, text=BOOKING, applicant=person("علی", "نوری", 2))


@pytest.fixture
def other(desk: PublishedService, narges: User) -> Case:
    said = "سارا کریمی گرامی، ظرفیت کاروان افزوده شد."
    return answered(desk, narges, answer=said, applicant=person("سارا", "کریمی"))


def shown(browser: Client, name: str, case: Case) -> str:
    response = browser.get(reverse(f"office:{name}", args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


def asked(query: Any) -> HttpRequest:
    request = RequestFactory().get("/", {"answer_of": query})
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


@BOTH
def test_a_similar_case_is_told_with_its_answer_but_not_with_its_person(
    as_user: SignIn, narges: User, case: Case, other: Case, name: str
) -> None:
    page = shown(as_user(narges), name, case)
    assert "علی نوری گرامی، ظرفیت کاروان افزوده شد." in page
    assert "کریمی" not in page
    choice = next(each for each in offers.of(narges, case).choices if each.is_answer)
    assert f'?answer_of={other.pk}#action-{choice.name}"' in page


@BOTH
def test_what_is_shown_of_another_case_leaves_its_trace_there(
    as_user: SignIn, narges: User, case: Case, other: Case, name: str
) -> None:
    shown(as_user(narges), name, case)
    look = Event.objects.get(action="case.view", subject=other.subject)
    assert look.actor_id == str(narges.pk)


def test_who_may_not_answer_is_offered_no_text(
    as_user: SignIn, narges: User, reza: User, case: Case, other: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(assignee=reza)
    page = shown(as_user(narges), "similar-list", case)
    assert "افزوده شد" in page
    assert "answer_of" not in page


@BOTH
def test_without_similar_cases_it_says_so(
    as_user: SignIn, narges: User, case: Case, name: str
) -> None:
    assert "یافت نشد" in shown(as_user(narges), name, case)


@BOTH
def test_a_stranger_learns_nothing(
    as_user: SignIn, omid: User, inspector: User, case: Case, other: Case, name: str
) -> None:
    for stranger in (omid, inspector):
        address = reverse(f"office:{name}", args=[case.pk])
        assert as_user(stranger).get(address).status_code == 404


def test_the_case_page_has_the_way_to_them_and_none_of_them(
    as_user: SignIn, narges: User, case: Case, other: Case
) -> None:
    page = shown(as_user(narges), "case", case)
    assert f'data-similar="{reverse("office:similar-list", args=[case.pk])}"' in page
    assert f'href="{reverse("office:similar", args=[case.pk])}"' in page
    assert "افزوده شد" not in page


# --- into the box


def test_the_answer_comes_with_this_persons_name_a_word_of_warning_and_a_trace(
    narges: User, case: Case, other: Case
) -> None:
    request = asked(other.pk)
    words = similar.prefill(narges, case, request)
    assert words == "علی نوری گرامی، ظرفیت کاروان افزوده شد."
    assert [str(message) for message in get_messages(request)] == [similar.ADAPTED]
    assert Event.objects.filter(action="case.view", subject=other.subject).exists()


@pytest.mark.parametrize("query", ["", "x", "-1", "0", "۱", "1 or 1", "9" * 30, "٣"])
def test_what_is_no_number_of_an_answered_case_brings_nothing(
    narges: User, case: Case, query: str
) -> None:
    request = asked(query)
    assert similar.prefill(narges, case, request) is None
    assert not list(get_messages(request))


def test_an_answer_out_of_sight_brings_nothing(
    desk: PublishedService, narges: User, omid: User, other: Case
) -> None:
    in_fars = factories.case(desk, text=BOOKING, province="fars")
    assert similar.prefill(omid, in_fars, asked(other.pk)) is None
    assert not Event.objects.filter(actor_id=str(omid.pk)).exists()
