"""The one place that knows a cipher. Another one (SM4-GCM) would be a second class with its own mark."""

import hmac
import os
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Provider(Protocol):
    """Authenticated encryption and a keyed hash. `mark` is the first byte of everything it encrypts."""

    mark: int
    key_length: int

    def encrypt(self, text: bytes, *, key: bytes, bound_to: bytes) -> bytes:
        """Nonce and ciphertext; `bound_to` must be the same when decrypting."""

    def decrypt(self, sealed: bytes, *, key: bytes, bound_to: bytes) -> bytes:
        """The text. Raises CannotUnseal when anything was changed or moved to another row."""

    def keyed_hash(self, text: bytes, *, key: bytes) -> str:
        """64 hexadecimal digits that cannot be computed without the key."""


class CannotUnseal(Exception):
    """The value was changed, moved from another row, or sealed under a key that is not here."""


class AesGcm:
    """AES-256-GCM with a random 96-bit nonce; HMAC-SHA-256."""

    mark = 1
    key_length = 32
    nonce_length = 12

    def encrypt(self, text: bytes, *, key: bytes, bound_to: bytes) -> bytes:
        """See Provider."""
        nonce = os.urandom(self.nonce_length)
        return nonce + _cipher(key).encrypt(nonce, text, bound_to)

    def decrypt(self, sealed: bytes, *, key: bytes, bound_to: bytes) -> bytes:
        """See Provider."""
        nonce, ciphertext = sealed[: self.nonce_length], sealed[self.nonce_length :]
        try:
            return _cipher(key).decrypt(nonce, ciphertext, bound_to)
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal("the sealed value was changed or belongs to another row") from error

    def keyed_hash(self, text: bytes, *, key: bytes) -> str:
        """See Provider."""
        return hmac.digest(key, text, "sha256").hex()


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    """The key made ready, which costs more than encrypting a name with it."""
    return AESGCM(key)


PROVIDER: Provider = AesGcm()
