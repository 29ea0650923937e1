"""Sealing a personal value into its row, and reading it back.

A sealed value is: mark of the cipher (1 byte), number of the key (2 bytes), nonce and ciphertext. It is bound to
model, field and the row's `uid`, so that a value copied into another row does not open.
"""

import unicodedata
from typing import Any

from django.db.models import Model

from gongjian.core.privacy.keys import blind_key, field_key, newest_number
from gongjian.core.privacy.provider import PROVIDER, CannotUnseal

HEADER = 3


def seal(instance: Model, field: str, text: str) -> bytes | None:
    """The sealed form of `text` for `instance.<field>_sealed`; None for an empty text. Saves nothing."""
    if not text:
        return None
    number = newest_number()
    body = PROVIDER.encrypt(text.encode(), key=field_key(number), bound_to=_bound_to(instance, field))
    return bytes([PROVIDER.mark]) + number.to_bytes(2, "big") + body


def unseal(instance: Model, field: str) -> str:
    """The text in `instance.<field>_sealed`, empty if there is none. Raises CannotUnseal."""
    stored = getattr(instance, column(field))
    if not stored:
        return ""
    sealed = bytes(stored)
    if sealed[0] != PROVIDER.mark:
        raise CannotUnseal("sealed with a cipher that this version does not know")
    try:
        key = field_key(key_number(sealed))
    except KeyError as missing:
        raise CannotUnseal(
            f"the key file field-{missing.args[0]:04}.key is not in the keys folder"
        ) from missing
    return PROVIDER.decrypt(sealed[HEADER:], key=key, bound_to=_bound_to(instance, field)).decode()


def blind(value: str, purpose: str) -> str:
    """64 hexadecimal digits for finding an exact value without storing it; "" for "". Normalise the value first.

    The same value under another purpose gives another index, so that tables cannot be joined by it.
    """
    if not value:
        return ""
    plain = unicodedata.normalize("NFKC", value)
    return PROVIDER.keyed_hash(f"{purpose}\0{plain}".encode(), key=blind_key())


def column(field: str) -> str:
    """The column of a sealed field; both `phone` and `phone_sealed` may be said."""
    return f"{field.removesuffix('_sealed')}_sealed"


def key_number(sealed: bytes) -> int:
    """The number of the key under which a value was sealed."""
    return int.from_bytes(sealed[1:HEADER], "big")


def _bound_to(instance: Model, field: str) -> bytes:
    row: Any = instance
    return f"{instance._meta.label_lower}\0{column(field)}\0{row.uid}".encode()
