"""Passkeys, with an authenticator made of software: what it signs for us is taken, no other."""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from miz.accounts import passkeys
from miz.accounts.errors import WrongCode
from miz.accounts.models import Factor, User

ORIGIN = "http://127.0.0.1:8000"
PRESENT, ATTESTED = 0x01, 0x40


class Key:
    """One passkey; `counter` counts what it signed, 0 where it does not count."""

    def __init__(self, name: bytes = b"key one", origin: str = ORIGIN) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name, self.origin, self.counter = name, origin, 0

    def make(self, asked: dict[str, Any]) -> dict[str, Any]:
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.name, public)
        data = AuthenticatorData.create(
            _rp(asked["rp"]["id"]), PRESENT | ATTESTED, self.counter, credential
        )
        attestation = AttestationObject.create("none", data, {})
        return self._answer("webauthn.create", asked, attestationObject=attestation)

    def sign(self, asked: dict[str, Any], rp: str = "") -> dict[str, Any]:
        client = self._client("webauthn.get", asked)
        data = AuthenticatorData.create(_rp(rp or asked["rpId"]), PRESENT, self.counter)
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer("webauthn.get", asked, authenticatorData=data, signature=signature)

    def _client(self, kind: str, asked: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, asked["challenge"], self.origin)

    def _answer(self, kind: str, asked: dict[str, Any], **parts: bytes) -> dict[str, Any]:
        parts["clientDataJSON"] = self._client(kind, asked)
        name = websafe_encode(self.name)
        said = {part: websafe_encode(value) for part, value in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": said}


def _rp(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.BASE_URL = ORIGIN


@pytest.fixture
def key(narges: User) -> Key:
    made = Key()
    asked, state = passkeys.offer(narges)
    passkeys.add(user=narges, state=state, answer=made.make(asked))
    return made


def challenge(user: User) -> tuple[dict[str, Any], Any]:
    made = passkeys.challenge(user.pk)
    assert made
    return made


def test_a_passkey_opens_for_its_owner(narges: User, key: Key) -> None:
    asked, state = challenge(narges)
    passkeys.use(narges.pk, state, key.sign(asked))
    assert Factor.objects.get().used_at


def test_what_is_asked_can_be_written_into_a_page(narges: User, key: Key) -> None:
    for asked, state in (passkeys.offer(narges), challenge(narges)):
        assert json.loads(json.dumps(asked))["challenge"]
        assert json.loads(json.dumps(state))


def test_an_answer_to_an_older_question_opens_nothing(narges: User, key: Key) -> None:
    older, _ = challenge(narges)
    _, state = challenge(narges)
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(older))


def test_what_was_signed_for_another_page_opens_nothing(narges: User, key: Key) -> None:
    asked, state = challenge(narges)
    key.origin = "http://127.0.0.1.evil.example"
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(asked))
    key.origin = ORIGIN
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, key.sign(asked, rp="evil.example"))


def test_another_key_opens_nothing(narges: User, reza: User, key: Key) -> None:
    asked, state = challenge(narges)
    with pytest.raises(WrongCode):
        passkeys.use(narges.pk, state, Key().sign(asked))
    with pytest.raises(WrongCode):
        passkeys.use(reza.pk, state, key.sign(asked))


def test_a_counter_that_does_not_grow_tells_of_a_copy(narges: User, key: Key) -> None:
    key.counter = 5
    asked, state = challenge(narges)
    passkeys.use(narges.pk, state, key.sign(asked))
    for counter, opens in ((5, False), (0, False), (6, True)):
        key.counter = counter
        asked, state = challenge(narges)
        if opens:
            passkeys.use(narges.pk, state, key.sign(asked))
        else:
            with pytest.raises(WrongCode):
                passkeys.use(narges.pk, state, key.sign(asked))


def test_a_passkey_is_added_once_and_only_when_it_was_asked_for(
    narges: User, reza: User, key: Key
) -> None:
    asked, state = passkeys.offer(reza)
    with pytest.raises(WrongCode):
        passkeys.add(user=reza, state=state, answer=key.make(asked))
    with pytest.raises(WrongCode):
        passkeys.add(user=reza, state=state, answer=Key(b"two").make(passkeys.offer(reza)[0]))
    with pytest.raises(WrongCode):
        passkeys.add(user=reza, state=state, answer={"id": 3})
    assert Factor.objects.count() == 1


def test_who_has_none_is_asked_for_none(reza: User) -> None:
    assert passkeys.challenge(reza.pk) is None
