"""Passkeys (WebAuthn): the browser proves that it holds the private half of a key.

What is asked and answered are the JSON objects of the standard; `state` is what the door keeps
in the session between the two.

A browser takes names and no numbers: a desk whose own address is that of this very machine is known
to passkeys as `localhost`, and they work where its pages are opened under that name.
"""

import hashlib
import hmac
import ipaddress
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
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
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
    known = _names(user_id)
    return _challenge(known) if known else None


def challenge_of_name(username: str, user_id: int) -> tuple[dict[str, Any], Any]:
    """As `challenge`, for who has shown nothing but a user name, which nobody may have: 0.

    Who has no passkey is asked for one that nobody holds, the same every time.
    """
    key = f"passkey:{username}".encode()
    nobodys = hmac.digest(settings.SECRET_KEY.encode(), key, hashlib.sha256)
    return _challenge(_names(user_id) or [nobodys])


def _challenge(names: list[bytes]) -> tuple[dict[str, Any], Any]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    asked, state = _server().authenticate_begin(
        [PublicKeyCredentialDescriptor(type=kind, id=name) for name in names],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(asked)["publicKey"], state


def _names(user_id: int) -> list[bytes]:
    return [bytes(factor.credential or b"") for factor in _of(user_id)]


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
    origin = ours._replace(netloc=ours.netloc.replace(ours.hostname or "", host(), 1))
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host(), name=NAME),
        verify_origin=lambda said: said == f"{origin.scheme}://{origin.netloc}",
    )


def host() -> str:
    """The name our pages are opened under, where passkeys are to work."""
    ours = urlsplit(settings.BASE_URL).hostname or ""
    try:
        return "localhost" if ipaddress.ip_address(ours).is_loopback else ours
    except ValueError:
        return ours
