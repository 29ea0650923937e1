"""Chinese text: cleaning, cutting, and the tokens by which it is searched."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Characters written without spaces between words: each is a token of its own.
_ALONE = (
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303C),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)
_ALONE_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _ALONE)
_TOKEN = re.compile(rf"[{_ALONE_CLASS}]|(?:(?![{_ALONE_CLASS}])[^\W_])+")
_MARKS = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f]+")
_PLAIN = re.compile(
    "[!-~\u4e00-\u9fff，。！？：；（）、“”《》…—]+(?: [!-~\u4e00-\u9fff，。！？：；（）、“”《》…—]+)*"
)
_EMPTY_LINES = re.compile("\n{3,}")
ELLIPSIS = "…"


class Token(NamedTuple):
    """A token as it is searched, and its place in the text."""

    text: str
    start: int
    end: int


class Piece(NamedTuple):
    """A part of a snippet; `hit` when it is what was searched for."""

    text: str
    hit: bool


def tokens(text: str) -> Iterator[Token]:
    """The tokens with their places in `text`: every CJK character, every run of other letters and digits.

    Tokens are in NFKC and lower case, without accents and variation marks: Ａ and a, é and e, 豈 (F900) and 豈 are the
    same.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        simple = _FOLDS[char]
        folded.append(simple)
        places += [place] * len(simple)
    for found in _TOKEN.finditer("".join(folded)):
        yield Token(found[0], places[found.start()], places[found.end() - 1] + 1)


def _fold(char: str) -> str:
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).lower())
    return unicodedata.normalize("NFC", _MARKS.sub("", spread))


class _Folds(dict[str, str]):
    """Every character met so far with its simple form: a million texts are written in a few thousand characters."""

    def __missing__(self, char: str) -> str:
        self[char] = simple = char.lower() if char.isascii() else _fold(char)
        return simple


_FOLDS = _Folds()


def space_chars(text: str) -> str:
    """The tokens with a space between them, for an index that cuts at spaces: 文化路A3区 is '文 化 路 a3 区'."""
    return " ".join(_TOKEN.findall("".join([_FOLDS[char] for char in text])))


def search_tokens(query: str) -> list[str]:
    """One phrase per word of the query, its tokens with spaces between; a phrase matches tokens that stand in a row.

    Phrases hold letters, digits and spaces only, so they may stand in quotes in a full-text query. Words without any
    letter or digit give no phrase.
    """
    phrases = (space_chars(word) for word in query.split())
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def snippet(text: str, query: str, *, width: int = 60) -> list[Piece]:
    """About `width` characters around the first match of any phrase, in pieces, with every match in them marked.

    Without a match the beginning of the text. Line breaks become spaces; cut ends carry an ellipsis.
    """
    shown = " ".join(text.split())
    hits = _hits(list(tokens(shown)), [phrase.split(" ") for phrase in search_tokens(query)])
    first, last = hits[0] if hits else (0, 0)
    start = max(min(first - (width - (last - first)) // 2, len(shown) - width), 0)
    end = min(max(start + width, last), len(shown))
    pieces = _pieces(shown, [hit for hit in hits if hit[0] >= start and hit[1] <= end], start, end)
    if start:
        pieces.insert(0, Piece(ELLIPSIS, False))
    if end < len(shown):
        pieces.append(Piece(ELLIPSIS, False))
    return pieces


def _hits(line: Sequence[Token], phrases: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Places where a phrase stands, in order, those that overlap joined."""
    found: list[tuple[int, int]] = []
    for phrase in phrases:
        for at in range(len(line) - len(phrase) + 1):
            if all(line[at + n].text == word for n, word in enumerate(phrase)):
                found.append((line[at].start, line[at + len(phrase) - 1].end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pieces(text: str, hits: Sequence[tuple[int, int]], start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    for first, last in hits:
        pieces += [Piece(text[start:first], False), Piece(text[first:last], True)]
        start = last
    pieces.append(Piece(text[start:end], False))
    return [piece for piece in pieces if piece.text]


def clean_text(text: str) -> str:
    """What a person meant to type: no control, invisible or direction characters, no lone surrogates, breaks as \\n.

    Tabs and runs of spaces become one space, lines lose the spaces at their ends, at most one empty line stands between
    two others. Emoji joined by a zero-width joiner stay whole; full-width spaces inside a line stay.
    """
    if _PLAIN.fullmatch(text):  # nearly every cell of a list
        return text
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def shorten(text: str, length: int) -> str:
    """The text on one line in at most `length` characters, an ellipsis included where something was cut.

    A character is not parted from its accent or variation mark. Raises ValueError for a length under 1.
    """
    if length < 1:
        raise ValueError(f"A text cannot be cut to {length} characters; give at least 1.")
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    end = length - 1
    while end > 0 and (_MARKS.match(text[end]) or text[end] == "\u200d" or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS
