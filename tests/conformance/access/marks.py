"""Canary texts: each stands in one column of one row, and says of which twin when it turns up somewhere."""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

SIGN = "雀"
MARK = re.compile(rf"{SIGN}([A-Z])([0-9A-Z]{{4}})")
NUMBER = re.compile(r"13([1-9])5(\d{7})")
WRITTEN = re.compile(r"\\u([0-9a-fA-F]{4})")
CHINESE = re.compile(r"[\u3400-\u9fff]")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 6


@dataclass(frozen=True)
class Canary:
    """Where a text was put."""

    side: str
    column: str
    key: Any


@dataclass
class Aviary:
    """All canaries of all twins."""

    kept: dict[str, Canary] = field(default_factory=dict)
    sides: list[str] = field(default_factory=list)

    def text(self, side: str, column: str, key: Any) -> str:
        """A new canary of LENGTH characters."""
        number = len(self.kept)
        name = SIGN + side + "".join(DIGITS[number // 36**place % 36] for place in (3, 2, 1, 0))
        self.kept[name] = Canary(side, column, key)
        return name

    def telephone(self, side: str, column: str, key: Any) -> str:
        """A new canary that is a telephone number."""
        if side not in self.sides:
            self.sides.append(side)
        number = f"13{self.sides.index(side) + 1}5{len(self.kept):07}"
        self.kept[number] = Canary(side, column, key)
        return number

    def found_in(self, text: str) -> set[Canary]:
        """What of it stands in the text."""
        names = {match.group(0) for match in MARK.finditer(text)}
        names |= {match.group(0) for match in NUMBER.finditer(text)}
        return {self.kept[name] for name in names if name in self.kept}

    def of(self, side: str) -> list[str]:
        """The texts of one twin."""
        return [name for name, canary in self.kept.items() if canary.side == side]


def said(answer: Any) -> str:
    """Everything that an answer says: its body, unpacked and unwritten, and its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
    cookies = answer.cookies.output()
    return plain(body) + "\n" + readable(heads + cookies)


def plain(body: bytes) -> str:
    """The words of a body, packed or not."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(name + plain(book.read(name)) for name in book.namelist())
    return readable(body.decode("utf-8", "replace"))


def readable(text: str) -> str:
    """Without the ways in which HTML, JSON, addresses and calendars write a character, and without their line breaks."""
    text = text.replace("\r\n ", "").replace("\n ", "") if "BEGIN:VCALENDAR" in text else text
    text = WRITTEN.sub(lambda match: chr(int(match.group(1), 16)), text)
    text = html.unescape(text) if "&#" in text else text
    return unquote(text) if "%" in text else text
