"""Fixtures of the catalogue's pages: a designer and an approver of Hajj, and their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from miz.accounts.models import Organisation, User
from tests.catalogue.drawing import person

SignIn = Callable[[User], Client]


@pytest.fixture
def designer(hajj: Organisation) -> User:
    return person(hajj, "designer", "designer")


@pytest.fixture
def approver(hajj: Organisation) -> User:
    return person(hajj, "approver", "approver")


@pytest.fixture
def draws(as_user: SignIn, designer: User) -> Client:
    return as_user(designer)


@pytest.fixture
def decides(as_user: SignIn, approver: User) -> Client:
    return as_user(approver)


@pytest.fixture
def foreigner(as_user: SignIn, db: None) -> Client:
    """A designer of another organisation."""
    return as_user(person(Organisation.objects.get(code="prisons"), "foreigner", "designer"))
