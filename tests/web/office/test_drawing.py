"""The drawing of a case's process for staff."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories

SignIn = Callable[[User], Client]


def address(case: Case) -> str:
    return f"/office/cases/{case.pk}/process/"


def test_a_clerk_sees_where_the_case_is(case: Case, narges: User, as_user: SignIn) -> None:
    response = as_user(narges).get(address(case))
    shown = html.fromstring(response.content.decode())
    assert "m-present" in shown.get_element_by_id("here").get("class")
    assert shown.xpath("//details//li[@aria-current='step']")


def test_looking_leaves_its_trace(case: Case, narges: User, as_user: SignIn) -> None:
    as_user(narges).get(address(case))
    assert Event.objects.filter(subject=case.subject, action="case.view").count() == 1


def test_the_page_of_the_case_leads_there(case: Case, narges: User, as_user: SignIn) -> None:
    page = as_user(narges).get(f"/office/cases/{case.pk}/")
    assert address(case) in page.content.decode()


@pytest.mark.parametrize("stranger", ["omid", "inspector"])
def test_a_stranger_learns_nothing(
    case: Case, stranger: str, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(stranger)
    assert as_user(user).get(address(case)).status_code == 404
    assert not Event.objects.filter(subject=case.subject, action="case.view").exists()


def test_a_visitor_is_led_to_the_login(case: Case) -> None:
    response = Client().get(address(case))
    assert response["Location"].startswith("/office/login/")


def test_nothing_is_sent_there(case: Case, narges: User, as_user: SignIn) -> None:
    assert as_user(narges).post(address(case)).status_code == 405


def test_a_case_without_a_process_has_no_drawing(
    case: Case, narges: User, as_user: SignIn, desk: PublishedService
) -> None:
    bare = factories.service_with(desk, b"")
    Case.objects.filter(pk=case.pk).update(version=bare.version_id)
    assert as_user(narges).get(address(case)).status_code == 404
