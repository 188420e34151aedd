"""Keys of machines: shown once, kept as a digest."""

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
