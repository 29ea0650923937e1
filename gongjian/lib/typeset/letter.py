"""A Word document as pages to be set: its sections with paragraphs, tables, headers and footers, and what is not kept."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongjian.lib.typeset.book import Loss, Setting
from gongjian.lib.typeset.word_lists import Lists
from gongjian.lib.typeset.word_looks import (
    LETTER,
    PITCH,
    TWIP,
    Said,
    Styles,
    attribute,
    number,
    styles_of,
    told,
)
from gongjian.lib.typeset.word_runs import Runs
from gongjian.lib.typeset.word_tables import table_of
from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.package import LIMITS, Limits, Parts
from gongjian.lib.xlsx.xml import Element, child, every, local

USUAL = {"left": 1800.0, "right": 1800.0, "top": 1440.0, "bottom": 1440.0, "header": 851.0, "footer": 992.0}
A4 = (11_906.0, 16_838.0)
ASIDE = ("sdt", "sdtContent", "ins", "customXml", "moveTo")


@dataclass(slots=True)
class Section:
    """A stretch of the document with a page of its own; lengths are points."""

    page: dict[str, Any]
    blocks: list[dict[str, Any]] = field(default_factory=list)


def letter_setting(path: Path, *, limits: Limits = LIMITS) -> Setting:
    """The whole document. Raises BadWorkbook."""
    with Parts(path, limits=limits) as parts:
        made = _Letter(parts)
        sections = made.sections()
        losses = tuple(Loss(code) for code in sorted(made.lost))
        data = {"sections": [{**one.page, "blocks": one.blocks} for one in sections]}
        return Setting(data, losses, tuple(made.pictures.items()))


class _Letter:
    """One document's run."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.styles: Styles = styles_of(parts)
        self.lists = Lists(parts)
        self.pictures: dict[str, bytes] = {}
        self.lost: set[str] = set()
        self.room = 400.0

    def sections(self) -> list[Section]:
        """Every section; one that goes on upon the same page is joined to the one before."""
        root = self.parts.tree(self.parts.main_part)
        body = child(root, "body")
        if body is None:
            raise BadWorkbook("broken", part=self.parts.main_part)
        ends = every(body, "sectPr")
        pages: list[dict[str, Any]] = []
        for end in ends:
            pages.append(self._page(end, pages[-1] if pages else {}))
        pages = pages or [self._page(None, {})]
        found = [Section(pages[0])]
        self.room = pages[0]["room"]
        reader = _Blocks(self, self.parts.main_part)
        place = 0
        for one in body:
            found[-1].blocks += reader.of(one)
            if local(one) == "p" and place < len(ends) - 1 and ends[place] in list(one.iter("{*}sectPr")):
                place += 1
                self.room = pages[place]["room"]
                kind = child(ends[place], "type")
                same = pages[place]["size"] == found[-1].page["size"]
                if not (same and kind is not None and told(kind) == "continuous"):
                    found.append(Section(pages[place]))
        if self.lists.strange:
            self.lost.add("numbering")
        return found

    def _page(self, end: Element, before: dict[str, Any]) -> dict[str, Any]:
        size = child(end, "pgSz") if end is not None else None
        wide, high = (
            number(attribute(size, name), usual) * TWIP for name, usual in zip("wh", A4, strict=True)
        )
        around = child(end, "pgMar") if end is not None else None
        margins = {name: abs(number(attribute(around, name), usual)) * TWIP for name, usual in USUAL.items()}
        columns = child(end, "cols") if end is not None else None
        if number(attribute(columns, "num"), 1) > 1:
            self.lost.add("columns")
        room = max(wide - margins["left"] - margins["right"], 72.0)
        self.room = room
        found = {
            "width": wide, "height": high, "size": [wide, high], "margins": margins, "room": room,
            "header": before.get("header", []), "footer": before.get("footer", []),
        }  # fmt: skip
        for one in end if end is not None else ():
            if local(one) in ("headerReference", "footerReference"):
                self._story(one, found, first=child(end, "titlePg") is not None)
        return found

    def _story(self, reference: Element, page: dict[str, Any], *, first: bool) -> None:
        if attribute(reference, "type") != "default":
            if attribute(reference, "type") == "first" and first:
                self.lost.add("other_headers")
            return
        for one in self.parts.relations(self.parts.main_part):
            if one.id == attribute(reference, "id") and self.parts.has(one.target):
                reader = _Blocks(self, one.target)
                blocks = [block for part in self.parts.tree(one.target) for block in reader.of(part)]
                page["header" if local(reference) == "headerReference" else "footer"] = blocks


class _Blocks:
    """Reads the blocks of one part: the body, a header or a footer."""

    def __init__(self, letter: _Letter, part: str) -> None:
        self.letter = letter
        self.runs = Runs(letter.parts, part, letter.styles, letter.pictures, letter.lost)

    def of(self, element: Element) -> list[dict[str, Any]]:
        """The blocks that an element of a body, a story or a cell makes."""
        name = local(element)
        if name == "p":
            return self._paragraph(element)
        if name == "tbl":
            room = self.letter.room
            return [table_of(element, self.letter.styles, room, self._cell)]
        if name in ASIDE:
            return [block for one in element for block in self.of(one)]
        return []

    def _cell(self, cell: Element) -> list[dict[str, Any]]:
        return [block for one in cell for block in self.of(one)]

    def _paragraph(self, element: Element) -> list[dict[str, Any]]:
        look, letters = self.letter.styles.paragraph(element)
        before = ""
        if "list" in look:
            before, placed = self.letter.lists.next(*look["list"])
            look = placed | look
        runs = self.runs.of(element, letters)
        if before:
            runs.insert(0, {"size": letters.get("size", 10.5), "t": f"{before} "})
        boxes = [box for box in element.iter("{*}txbxContent") if not _is_second(box)]
        if "left" in look.get("stops", ()) or "center" in look.get("stops", ()):
            self.letter.lost.add("stops")
        found = _cut(runs, look, letters.get("size", 10.5))
        for box in boxes:
            found += [block for one in box for block in self.of(one)]
        return found


def _cut(runs: list[dict[str, Any]], look: Said, usual: float) -> list[dict[str, Any]]:
    """The paragraph, cut at its page breaks."""
    found: list[dict[str, Any]] = [{"k": "break"}] if look.get("break") else []
    held: list[dict[str, Any]] = []
    for run in runs:
        if run.get("cut"):
            if held:
                found.append(_placed(held, look, usual))
            found.append({"k": "break"})
            held = []
        else:
            held.append(run)
    if held or not any(run.get("cut") for run in runs):
        found.append(_placed(held, look, usual))
    return found


def _placed(runs: list[dict[str, Any]], look: Said, usual: float) -> dict[str, Any]:
    size = max((run["size"] for run in runs if "size" in run), default=usual)
    line, relative = look.get("line", (1.0, True))
    pitch = PITCH * line * size if relative else line
    first = look["first_chars"] * size if look.get("first_chars") else look.get("first", 0.0)
    made = {
        "k": "p", "runs": runs, "size": size, "align": look.get("align", "left"), "first": first,
        "left": look.get("left", 0.0), "right": look.get("right", 0.0), "before": look.get("before", 0.0),
        "after": look.get("after", 0.0), "leading": max(pitch - LETTER * size, 0.05 * size),
        "fill": "right" in look.get("stops", ()),
    }  # fmt: skip
    if any(look.get("lines", ())):
        made["e"] = [[edge.width, edge.dash, edge.colour] if edge else None for edge in look["lines"]]
    return made


def _is_second(box: Element) -> bool:
    """Whether the text box repeats for old programs what another one says for new ones."""
    return any(local(one) == "Fallback" for one in box.iterancestors())
