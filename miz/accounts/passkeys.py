"""Passkeys (WebAuthn): the browser proves that it holds the private half of a key.

What is asked and answered are the JSON objects of the standard; `state` is what the door keeps
in the session between the two.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from . import factors
from .errors import WrongCode
from .models import Factor, User

NAME = "میز خدمت الکترونیک"


def offer(user: User) -> tuple[dict[str, Any], Any]:
    """(what the browser is asked for, state) for a new passkey of this person."""
    known = [AttestedCredentialData(bytes(factor.secret)) for factor in _of(user.pk)]
    entity = PublicKeyCredentialUserEntity(
        id=str(user.pk).encode(), name=user.username, display_name=user.full_name
    )
    asked, state = _server().register_begin(
        entity,
        known,
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(asked)["publicKey"], state


@transaction.atomic
def add(*, user: User, state: Any, answer: Mapping[str, Any]) -> list[str]:
    """Keeps the passkey; WrongCode when the answer does not fit. Recovery codes as `add_app`."""
    try:
        data = _server().register_complete(state, answer)
    except (ValueError, KeyError, TypeError) as error:
        raise WrongCode from error
    credential = data.credential_data
    if credential is None or Factor.objects.filter(credential=credential.credential_id).exists():
        raise WrongCode
    Factor.objects.create(
        user=user,
        kind=Factor.Kind.PASSKEY,
        secret=bytes(credential),
        credential=credential.credential_id,
        last_step=data.counter,
    )
    return factors.added(user, Factor.Kind.PASSKEY)


def challenge(user_id: int) -> tuple[dict[str, Any], Any] | None:
    """(what the browser is asked for, state), None for who has no passkey."""
    known = [AttestedCredentialData(bytes(factor.secret)) for factor in _of(user_id)]
    if not known:
        return None
    asked, state = _server().authenticate_begin(
        known, user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(asked)["publicKey"], state


def use(user_id: int, state: Any, answer: Mapping[str, Any]) -> None:
    """Raises WrongCode when the answer is not that of a passkey of this person.

    A counter that does not grow tells of a copied key; one that is always 0 tells nothing.
    """
    kept = {bytes(factor.credential or b""): factor for factor in _of(user_id)}
    known = [AttestedCredentialData(bytes(factor.secret)) for factor in kept.values()]
    try:
        used = _server().authenticate_complete(state, known, answer)
        counter = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError) as error:
        raise WrongCode from error
    same = Factor.objects.filter(pk=kept[bytes(used.credential_id)].pk)
    fresh = same.filter(last_step__lt=counter) if counter else same.filter(last_step=0)
    if not fresh.update(last_step=counter, used_at=timezone.now()):
        raise WrongCode


def _of(user_id: int) -> list[Factor]:
    return list(Factor.objects.filter(user=user_id, kind=Factor.Kind.PASSKEY).order_by("pk"))


def _server() -> Fido2Server:
    """Bound to our own address: an answer made for another page is worth nothing here."""
    ours = urlsplit(settings.BASE_URL)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=ours.hostname or "", name=NAME),
        verify_origin=lambda origin: origin == f"{ours.scheme}://{ours.netloc}",
    )
