"""Addresses of pictures: for people signed in, and for whoever holds a private link."""

from django.core import signing
from django.urls import reverse

from gongjian.core.files.models import Attachment

SALT = "gongjian.files"
HOURS = 24


def address(attachment: Attachment, *, width: int | None = None, by_link: bool = False) -> str:
    """The picture's address. `by_link` adds a token that shows this one picture to anyone for a day: put it only on
    pages that are themselves reached by a private link."""
    query = [f"w={width}"] if width else []
    if by_link:
        query.append(f"t={signing.dumps(attachment.uid.hex, salt=SALT)}")
    return reverse("files:show", args=[attachment.uid]) + (f"?{'&'.join(query)}" if query else "")


def token_fits(attachment: Attachment, token: str) -> bool:
    """Whether the token was made for this picture and is not older than a day."""
    try:
        return bool(signing.loads(token, salt=SALT, max_age=HOURS * 3600) == attachment.uid.hex)
    except signing.BadSignature:
        return False
