"""Finds the encoding of a text that does not say it: Unicode of all kinds, GB18030, Big5."""

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAIR = re.compile(rb"[\x81-\xfe][\x30-\xfe]")
_BROKEN_TAIL = 3  # bytes of a character cut in two at the end
SAMPLE = 400_000


class Decoded(NamedTuple):
    """The text, the encoding taken, whether the file said it, and how many characters could not be read."""

    text: str
    encoding: str
    certain: bool
    lost: int


def decode(data: bytes) -> Decoded:
    """`data` as text. Marks of order at the beginning are taken away, several too; unreadable bytes become U+FFFD."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            while data.startswith(mark):
                data = data[len(mark) :]
            return _as(data, encoding, certain=True)
    encoding, certain = _guess(data)
    return _as(data, encoding, certain=certain)


def _as(data: bytes, encoding: str, *, certain: bool) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text.lstrip("\ufeff"), encoding, certain, text.count("\ufffd"))


def _guess(data: bytes) -> tuple[str, bool]:
    if b"\x00" in data[:SAMPLE] and (wide := _wide(data[:SAMPLE])):
        return wide, False
    if _reads(data, "utf-8"):
        return "utf-8", True
    if _nearly_utf8(data):
        return "utf-8", False
    pairs = _PAIR.findall(data[:SAMPLE])
    low = sum(pair[1] < 0xA1 for pair in pairs)
    if pairs and low > 0.2 * len(pairs) and _reads(data, "big5hkscs"):
        return "big5hkscs", False
    return "gb18030", _reads(data, "gb18030") and low <= 0.05 * len(pairs)


def _reads(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _nearly_utf8(data: bytes) -> bool:
    """A few broken bytes among many whole characters: UTF-8 that was cut or glued."""
    sample = data[:SAMPLE].decode("utf-8", "replace")
    lost, wide = sample.count("\ufffd"), sum(char > "\x7f" for char in sample)
    return wide > 20 * max(lost, 1)


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: line ends and separators stand as two bytes, always the same one of them NUL."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) > 0.2 * max(even, odd):
        return ""
    encoding, end = ("utf-16-le", b"\n\x00") if odd > even else ("utf-16-be", b"\x00\n")
    if max(even, odd) < 0.02 * len(sample) or (end not in sample and max(even, odd) < 0.2 * len(sample)):
        return ""
    return encoding if sample[: len(sample) // 2 * 2].decode(encoding, "replace").count("\ufffd") <= 2 else ""
