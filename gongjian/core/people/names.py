"""How a sign-in name is written, whoever types it."""

import unicodedata


def normal_username(text: str) -> str:
    """The name as it is stored: half-width, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", text).strip().lower()
