"""Fixtures of the staff door: static files by their plain names, a case, staff without a case."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Organisation, Unit, User
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.web.plain import plain_static_files

__all__ = ["plain_static_files"]

PASSWORD = "a long enough password"

Act = Callable[..., HttpResponse]


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


@pytest.fixture
def complaint(complaints: PublishedService) -> Case:
    return factories.case(complaints, text="واژه‌ای یگانه در شکایت")


def _at_headquarters(organisation: Organisation, role: str) -> User:
    unit = Unit.objects.get(organisation=organisation, kind="headquarters")
    return User.objects.create_user(
        username=role, full_name=role, organisation=organisation, unit=unit, role=role
    )


@pytest.fixture
def publisher(hajj: Organisation) -> User:
    return _at_headquarters(hajj, "publisher")


@pytest.fixture
def administrator(hajj: Organisation) -> User:
    """Keeps the system and has no permission on any case."""
    return _at_headquarters(hajj, "administrator")


def _address(case: Case, name: str) -> str:
    """Of what is always there by its name; of an outcome, that of the newest task."""
    if name in ("claim", "release", "close", "note", "hand_over"):
        return reverse(f"office:{name}", args=[case.pk])
    return reverse("office:complete", args=[case.pk, case.tasks.latest("pk").pk, name])


def give_reason(browser: Client, case: Case) -> None:
    """What opens a sensitive case for who does not hold it (test_reasons)."""
    browser.post(reverse("office:reason", args=[case.pk]), {"why": "work"})


@pytest.fixture
def act() -> Act:
    """Sends one form of the case's page, as that now stands unless `revision` is given."""

    def send(browser: Client, case: Case, name: str, **data: Any) -> HttpResponse:
        fresh = Case.objects.get(pk=case.pk)
        body = {"revision": fresh.revision, **data}
        return browser.post(_address(case, name), body)  # type: ignore[return-value]

    return send
