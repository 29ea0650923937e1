"""A Word file as paragraphs: where they stand, what they say, and new texts in place of old ones with the look kept."""

import itertools
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.cells import writable
from gongjian.lib.xlsx.package import LIMITS, Limits, Parts
from gongjian.lib.xlsx.xml import Element, as_bytes, local

STORIES = ("header", "footer", "footnotes", "endnotes")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Spans = Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its number in its part from 1, the table row in which it stands (0: none), and its text."""

    number: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Table rows that are repeated together: how many, and what each repetition says by number of paragraph."""

    height: int
    entries: Sequence[Mapping[int, Spans]]


class Letter(Parts):
    """An opened .docx. Raises BadWorkbook where it is none, or larger than `limits`."""

    def __init__(self, path: Path, *, limits: Limits = LIMITS) -> None:
        super().__init__(path, limits=limits)
        try:
            linked = [one.target for one in self.relations(self.main_part) if one.kind in STORIES]
            names = [self.main_part, *(part for part in dict.fromkeys(linked) if self.has(part))]
            self.trees: dict[str, Element] = {name: self.tree(name) for name in names}
            if local(self.trees[self.main_part]) != "document":
                raise BadWorkbook("not_xlsx")
        except BaseException:
            self.zip.close()
            raise

    def paragraphs(self, part: str) -> list[Paragraph]:
        """All paragraphs of a part, those in tables and text boxes too, in the order of the file."""
        rows = {row: number for number, row in enumerate(_rows(self.trees[part]), start=1)}
        found = []
        for number, element in enumerate(_paragraphs(self.trees[part]), start=1):
            row = next((one for one in element.iterancestors() if local(one) == "tr"), None)
            found.append(Paragraph(number, 0 if row is None else rows[row], _text(element)))
        return found

    def neighbours(self, part: str) -> frozenset[int]:
        """Numbers of table rows whose next number is the row right below in the same table."""
        rows = _rows(self.trees[part])
        pairs = enumerate(itertools.pairwise(rows), start=1)
        return frozenset(number for number, (one, two) in pairs if one.getparent() is two.getparent())

    def fill(
        self,
        part: str,
        *,
        texts: Mapping[int, Spans],
        rows: Mapping[int, Block],
    ) -> None:
        """Put texts into paragraphs by their number, each span (from, to, new) of the old text. The table rows from one in
        `rows` on stand once per entry, whose keys are numbers of paragraphs in them."""
        tree = self.trees[part]
        elements = dict(enumerate(_paragraphs(tree), start=1))
        every = _rows(tree)
        for first, block in rows.items():
            _repeat(every[first - 1 : first - 1 + block.height], block.entries, elements)
        for number, spans in texts.items():
            put_in(elements[number], spans)

    def write(self, target: Path) -> None:
        """Save a copy; parts without paragraphs stay byte by byte."""
        self.save(target, changed={name: as_bytes(tree) for name, tree in self.trees.items()})


def put_in(paragraph: Element, spans: Spans) -> None:
    """Replace spans of the paragraph's text. A new text takes the look of where its span began; line breaks in it become
    breaks of the line."""
    for start, end, new in sorted(spans, reverse=True):
        place = 0
        fresh: str | None = writable(new)
        for piece in _pieces(paragraph):
            text = piece.text or ""
            first, last = max(start - place, 0), min(end - place, len(text))
            place += len(text)
            if first > len(text) or last < 0 or (first >= last and fresh is None) or start >= place:
                continue
            piece.text = text[:first] + (fresh or "") + text[max(first, last) :]
            piece.set(SPACE, "preserve")
            fresh = None
    for piece in _pieces(paragraph):
        if "\n" in (piece.text or ""):
            _break_lines(piece)


def _repeat(
    rows: Sequence[Element], entries: Sequence[Mapping[int, Spans]], elements: Mapping[int, Element]
) -> None:
    numbers = {element: number for number, element in elements.items()}
    before = rows[-1]
    for entry in entries:
        for row in rows:
            copy = deepcopy(row)
            for old, new in zip(_paragraphs(row), _paragraphs(copy), strict=True):
                if numbers[old] in entry:
                    put_in(new, entry[numbers[old]])
            before.addnext(copy)
            before = copy
    for row in rows:
        row.getparent().remove(row)


def _paragraphs(root: Element) -> list[Element]:
    return [one for one in root.iter("{*}p") if local(one) == "p" and "wordprocessingml" in one.tag]


def _rows(root: Element) -> list[Element]:
    return [one for one in root.iter("{*}tr") if "wordprocessingml" in one.tag]


def _pieces(paragraph: Element) -> list[Element]:
    """The texts of the paragraph itself, without those of text boxes in it."""
    found = []
    for piece in paragraph.iter("{*}t"):
        own = next(
            (one for one in piece.iterancestors() if local(one) == "p" and "wordprocessingml" in one.tag),
            None,
        )
        if own is paragraph and "wordprocessingml" in piece.tag:
            found.append(piece)
    return found


def _text(paragraph: Element) -> str:
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _break_lines(piece: Element) -> None:
    space = piece.tag.rpartition("}")[0] + "}"
    first, *others = re.split(r"\r\n|\n|\r", piece.text or "")
    piece.text = first
    before = piece
    for line in others:
        for element, text in ((piece.makeelement(f"{space}br"), None), (piece.makeelement(piece.tag), line)):
            element.text = text
            if text is not None:
                element.set(SPACE, "preserve")
            before.addnext(element)
            before = element
