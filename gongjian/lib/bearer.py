"""Secrets that open something to whoever shows them: made by chance, shown once, known by their digest only."""

import secrets
from hashlib import sha256

BYTES = 30


def new_secret(prefix: str = "") -> str:
    """A text of 240 random bits in letters, digits, "-" and "_", behind a prefix that tells what it is for."""
    return prefix + secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """What is kept of it: 64 hexadecimal digits. Any text has one, also such as no secret is."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def tail_of(secret: str) -> str:
    """Its last four characters, by which its holder tells one from another."""
    return secret[-4:]
