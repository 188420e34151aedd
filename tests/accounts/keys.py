"""An authenticator made of software, for tests without a browser."""

import hashlib
from typing import Any

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

ORIGIN = "http://localhost:8000"
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
