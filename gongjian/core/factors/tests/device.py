"""A device that holds one passkey, as browsers speak for it; every part can be told to lie."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """Its site, its key, and how often it was used; `counting` off is what phones do."""

    site: str = "testserver"
    origin: str = "http://testserver"
    counting: bool = True
    verifying: bool = True
    counter: int = 0
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))

    def create(self, options: dict[str, Any]) -> str:
        """The answer to "make a passkey"."""
        wanted = options["publicKey"]
        assert wanted["rp"]["id"] == self.site
        assert wanted["authenticatorSelection"]["residentKey"] == "required"
        assert wanted["authenticatorSelection"]["userVerification"] == "required"
        self.handle = websafe_decode(wanted["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        data = AuthenticatorData.create(self._site_hash(), self._flags() | ATTESTED, self.counter, attested)
        said = self._said("webauthn.create", wanted["challenge"])
        made = {"clientDataJSON": said, "attestationObject": AttestationObject.create("none", data, {})}
        return self._answer(made)

    def get(self, options: dict[str, Any], **lies: bytes) -> str:
        """The answer to "show a passkey"; `lies` replace parts of it."""
        self.counter += self.counting
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(self._site_hash(), self._flags(), self.counter)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        shown = {
            "clientDataJSON": said,
            "authenticatorData": data,
            "signature": signed,
            "userHandle": self.handle,
        }
        return self._answer(shown | lies)

    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifying else 0)

    def _site_hash(self) -> bytes:
        return hashlib.sha256(self.site.encode()).digest()

    def _said(self, what: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        name = websafe_encode(self.credential_id)
        told = {part: websafe_encode(value) for part, value in response.items() if value}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})
