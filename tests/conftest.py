"""Fixtures of the whole suite: a desk with its packages published, and three people of staff.

Narges answers for Tehran's desk, Omid is a stranger from another province's desk, Parisa leads
Tehran. The inspector sees complaints and nothing else.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from miz.accounts.models import Organisation, Unit, User
from miz.audit.actors import SYSTEM
from miz.catalogue import actions as catalogue_actions
from miz.catalogue import queries as catalogue
from miz.catalogue.queries import PublishedService
from miz.connectors import breaker
from tests.sandbox import RunningSandbox


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Publishes the packages once; every test runs inside a transaction on top of them."""
    with django_db_blocker.unblock():
        catalogue_actions.publish_all(root=django_settings.SERVICES, by=SYSTEM)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    with RunningSandbox() as running:
        yield running


@pytest.fixture
def agencies(sandbox: RunningSandbox, settings: Settings) -> RunningSandbox:
    """The outside world, working, with empty inboxes; settings point at it."""
    sandbox.heal()
    breaker.of.cache_clear()
    cache.clear()
    for name, value in sandbox.settings().items():
        setattr(settings, name, value)
    return sandbox


@pytest.fixture
def hajj(db: None) -> Organisation:
    return Organisation.objects.get(code="hajj")


@pytest.fixture
def desk(db: None) -> PublishedService:
    return catalogue.current("hajj-desk")


@pytest.fixture
def complaints(db: None) -> PublishedService:
    return catalogue.current("hajj-complaints")


def _staff(organisation: Organisation, name: str, role: str, kind: str, province: str) -> User:
    unit = Unit.objects.get(organisation=organisation, kind=kind, province=province)
    return User.objects.create_user(
        username=name.lower(), full_name=name, organisation=organisation, unit=unit, role=role
    )


@pytest.fixture
def narges(hajj: Organisation) -> User:
    return _staff(hajj, "Narges", "clerk", "desk", "tehran")


@pytest.fixture
def reza(hajj: Organisation) -> User:
    """A colleague of Narges at the same desk."""
    return _staff(hajj, "Reza", "clerk", "desk", "tehran")


@pytest.fixture
def omid(hajj: Organisation) -> User:
    return _staff(hajj, "Omid", "clerk", "desk", "fars")


@pytest.fixture
def parisa(hajj: Organisation) -> User:
    return _staff(hajj, "Parisa", "supervisor", "desk", "tehran")


@pytest.fixture
def inspector(hajj: Organisation) -> User:
    return _staff(hajj, "Inspector", "inspector", "inspection", "")


@pytest.fixture
def headquarters(hajj: Organisation) -> User:
    return _staff(hajj, "Headquarters", "headquarters", "headquarters", "")


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser signed in as somebody."""

    def sign_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return sign_in
