"""Pictures made anew: turned upright, without metadata, of bounded size, whatever was sent in."""

from typing import NamedTuple

from gongjian.lib.problem import Problem
from gongjian.lib.told import SILENT, Told

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_SIDE = 2_560
THUMBNAIL_SIDE = 320
QUALITY = 85

SENTENCES = {
    "empty": "The picture is empty; choose it again.",
    "wrong_type": "This file is no picture that can be used; send a JPEG, PNG, WebP or GIF.",
    "heic": "HEIC pictures cannot be used; in the phone's camera settings choose the most compatible format (JPEG).",
    "too_large": "The picture is larger than {limit} MB; make it smaller and send it again.",
    "too_many_pixels": "The picture has more than {limit} million pixels; make it smaller and send it again.",
    "broken": "The picture is broken or was not sent whole; take or choose it again.",
}
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


class BadPicture(Problem):
    """A picture that is not taken; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, SENTENCES[code], **values)


class Picture(NamedTuple):
    """A JPEG without metadata, its size in pixels, and its SHA-256 in hexadecimal. `told` is what the file that was sent in
    said of itself; it stands beside the picture, never in it."""

    jpeg: bytes
    width: int
    height: int
    sha256: str
    told: Told = SILENT


def reencode(
    data: bytes,
    *,
    max_pixels: int = MAX_PIXELS,
    max_side: int = MAX_SIDE,
    max_bytes: int = MAX_BYTES,
    quality: int = QUALITY,
) -> Picture:
    """The picture as a JPEG of at most `max_side` pixels a side, upright, on white where it was transparent.

    Takes JPEG, PNG, WebP and the first frame of a GIF. Nothing of the file but the picture itself is kept: no place, no
    camera, no time, no colour profile, no bytes behind its end. Raises `BadPicture` (a ValueError); a picture's size is
    read before it is unpacked, so one that unpacks to more than `max_pixels` costs nothing.
    """
    if len(data) > max_bytes:
        raise BadPicture("too_large", limit=max(max_bytes // 1_048_576, 1))
    _check_kind(data)
    from gongjian.lib.redrawing import redraw

    return redraw(data, max_pixels=max_pixels, max_side=max_side, quality=quality)


def thumbnail(data: bytes, *, side: int = THUMBNAIL_SIDE, max_pixels: int = MAX_PIXELS) -> Picture:
    """A small version for lists, at most `side` pixels wide and high. Raises `BadPicture`."""
    return reencode(data, max_pixels=max_pixels, max_side=side, quality=75)


def _check_kind(data: bytes) -> None:
    if not data:
        raise BadPicture("empty")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise BadPicture("heic")
    known = data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
    if not known and not (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise BadPicture("wrong_type")


def too_many(max_pixels: int) -> BadPicture:
    """The refusal of a picture with more pixels than that."""
    return BadPicture("too_many_pixels", limit=max(max_pixels // 1_000_000, 1))
