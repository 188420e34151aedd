"""Keys of machines: shown once, kept as a digest."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from miz.accounts import tokens
from miz.accounts.models import ApiToken, Organisation
from miz.audit.actors import Kind


def test_a_token_is_found_by_its_secret_alone(hajj: Organisation) -> None:
    secret = tokens.issue(name="partner", organisation=hajj)
    found = tokens.find(secret)
    assert found is not None
    assert (found.name, found.organisation) == ("partner", hajj)
    assert (found.as_actor().kind, found.as_actor().id) == (Kind.MACHINE, "partner")
    for wrong in ("", "partner", secret[:-1], secret.upper(), secret + " ", "miz_", "\x00"):
        assert tokens.find(wrong) is None


def test_the_secret_is_not_kept(hajj: Organisation) -> None:
    secret = tokens.issue(name="partner", organisation=hajj)
    kept = bytes(ApiToken.objects.get(name="partner").digest)
    assert secret.encode() not in kept
    assert len(kept) == 32


def test_a_renewed_token_ends_the_older(hajj: Organisation) -> None:
    older = tokens.issue(name="partner", organisation=hajj)
    newer = tokens.issue(name="partner", organisation=hajj)
    assert tokens.find(older) is None
    assert tokens.find(newer) is not None


@pytest.mark.django_db
def test_a_revoked_token_opens_nothing(hajj: Organisation) -> None:
    secret = tokens.issue(name="partner", organisation=hajj)
    ApiToken.objects.update(revoked_at=timezone.now())
    assert tokens.find(secret) is None


@pytest.mark.django_db
def test_a_known_token_is_asked_for_once_a_second_and_revoked_within_one(
    hajj: Organisation, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    clock = iter([7.1, 7.9, 8.0])
    monkeypatch.setattr(tokens, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    secret = tokens.issue(name="partner", organisation=hajj)
    with django_assert_num_queries(1):
        assert tokens.find(secret) == tokens.find(secret)
    ApiToken.objects.update(revoked_at=timezone.now())
    assert tokens.find(secret) is None


@pytest.mark.django_db
def test_who_was_not_known_is_asked_for_again(hajj: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(tokens, "time", SimpleNamespace(monotonic=lambda: 7.0))
    monkeypatch.setattr(tokens.secrets, "token_urlsafe", lambda length: "k" * length)
    assert tokens.find("miz_" + "k" * 32) is None
    assert tokens.find(tokens.issue(name="partner", organisation=hajj)) is not None
