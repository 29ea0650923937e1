"""A few secrets in one file, under a passphrase that stands on paper."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongjian.lib.problem import Problem

MARK = b"GJKEYS01"
COST = 17  # scrypt: 2 to the power of it; 128 MB and about half a second
LARGEST_COST = 20
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when copied by hand
GROUPS, LETTERS_EACH = 6, 4
NONCE, SALT = 12, 16


def new_passphrase() -> str:
    """Six groups of four letters and digits: 118 bits that nobody can guess, to be written down by hand."""
    group = LETTERS_EACH * [LETTERS]
    return "-".join("".join(map(secrets.choice, group)) for _group in range(GROUPS))


def close_keys(secrets_by_name: Mapping[str, bytes], *, passphrase: str, cost: int = COST) -> bytes:
    """The bytes of a key file."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    head = MARK + bytes([cost]) + salt + nonce
    clear = json.dumps({name: value.hex() for name, value in secrets_by_name.items()}).encode()
    return head + AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, clear, head)


def open_keys(data: bytes, *, passphrase: str) -> dict[str, bytes]:
    """The secrets by name. Raises Problem: `no_keys`, or `wrong_passphrase` (or the file was changed)."""
    start = len(MARK) + 1 + SALT + NONCE
    if data[: len(MARK)] != MARK or len(data) <= start or data[len(MARK)] > LARGEST_COST:
        raise Problem("no_keys", "This is no key file of Gongjian.")
    head, cost = data[:start], data[len(MARK)]
    salt, nonce = head[len(MARK) + 1 : -NONCE], head[-NONCE:]
    try:
        clear = AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, data[start:], head)
    except InvalidTag as error:
        raise Problem(
            "wrong_passphrase", "The passphrase is not the one of this key file, or the file is damaged."
        ) from error
    found: dict[str, Any] = json.loads(clear)
    return {name: bytes.fromhex(value) for name, value in found.items()}


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    """Case, spaces and dashes do not matter: it is typed from paper."""
    plain = "".join(passphrase.lower().split()).replace("-", "")
    return hashlib.scrypt(
        plain.encode(), salt=salt, n=2**cost, r=8, p=1, maxmem=2 * 128 * 8 * 2**cost, dklen=32
    )
