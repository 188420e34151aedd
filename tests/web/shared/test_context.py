"""Whose desk a page says it is."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from miz.accounts.models import Organisation, Unit, User
from tests.web.plain import plain_static_files

__all__ = ["plain_static_files"]

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def guard() -> User:
    """Staff of an organisation that is not the portal's."""
    prisons = Organisation.objects.get(code="prisons")
    unit = Unit.objects.filter(organisation=prisons).order_by("pk")[0]
    return User.objects.create_user(
        username="guard", full_name="Guard", organisation=prisons, unit=unit, role="clerk"
    )


def _head(browser: Client, page: str) -> str:
    response = browser.get(reverse(page))
    assert response.status_code == 200
    [name] = html.fromstring(response.content).xpath("//a[@class='m-brand']//small/text()")
    return str(name)


def test_the_office_is_of_who_works_in_it(as_user: SignIn, guard: User, narges: User) -> None:
    assert _head(as_user(guard), "office:account") == guard.organisation.name
    assert _head(as_user(narges), "office:account") == narges.organisation.name


def test_the_portal_is_of_its_organisation_whoever_looks(
    as_user: SignIn, guard: User, hajj: Organisation
) -> None:
    assert _head(as_user(guard), "portal:home") == hajj.name
    assert _head(Client(), "portal:home") == hajj.name


def test_the_door_of_staff_is_of_the_portal_until_somebody_comes_in(hajj: Organisation) -> None:
    assert _head(Client(), "office:login") == hajj.name
