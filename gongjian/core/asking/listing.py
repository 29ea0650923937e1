"""Reading a list of households from what was pasted, typed, or brought as a workbook: good lines become entries, bad
ones are named with their row and the reason, and given back as they came."""

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from gongjian.core.asking.actions import Entry
from gongjian.core.intake.sentences import say_bad_book
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text
from gongjian.lib.problem import Problem
from gongjian.lib.sheets import LIMITS, BadBook, Cell, data_rows, find_heading, read_book
from gongjian.lib.sheets.cells import phone_of, text_of

PARTS = ("label", "phone", "stratum", "key")
HEADS = {
    "label": ("对象", "回访对象", "住户", "门牌", "门牌号", "房号", "地址", "household"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "phone"),
    "stratum": ("片区", "分层", "网格", "楼栋", "楼院", "小区", "社区", "stratum"),
    "key": ("编号", "户编号", "代码", "key"),
}  # fmt: skip
LONGEST = {"label": 80, "stratum": 40, "key": 60}
COMMA = re.compile(r"[,，;；]")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot stand on the list: its row from 1, why, and the line as it came."""

    row: int
    why: str
    text: str


@dataclass(slots=True)
class Listed:
    """What was read."""

    entries: list[Entry] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)

    @property
    def left(self) -> str:
        """The bad lines alone, to be corrected."""
        return "\n".join(line.text for line in self.bad)


def read_lines(text: str) -> Listed:
    """One household a line: its door, and if wanted telephone, part of the area, code; apart by tabs or commas. A first
    line of column names says another order."""
    rows = [
        (number, [cell.strip() for cell in (line.split("\t") if "\t" in line else COMMA.split(line))])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    places = {part: place for place, part in enumerate(PARTS)}
    if rows and (named := _places(rows[0][1])) and "label" in named:
        places, rows = named, rows[1:]
    return _listed(rows, places)


def read_workbook(upload: "UploadedFile[Any]") -> Listed:
    """The first visible sheet of a workbook. Raises Refused at `file` when it cannot be read or says nowhere who is asked.

    It lies on disk in clear only while it is read."""
    if (upload.size or 0) > LIMITS.bytes:
        raise Refused(_("The file is larger than 20 MB. Split it and bring the parts."), field="file")
    with tempfile.TemporaryDirectory(prefix="asking-", dir=settings.HOME) as folder:
        source = Path(folder) / "source"
        with source.open("wb") as handle:
            handle.writelines(upload.chunks())
        try:
            book = read_book(source, into=Path(folder) / "rows", name=upload.name or "")
        except BadBook as bad:
            raise Refused(say_bad_book(bad), field="file") from None
        sheet = next((one for one in book.sheets if one.visible), book.sheets[0])
        heading = find_heading(sheet)
        places = {part: place for place, part in enumerate(PARTS)}
        if heading.found:
            names = {column.index - 1: column.name for column in heading.columns}
            places = _places([names.get(place, "") for place in range(max(names, default=-1) + 1)])
        if "label" not in places:
            words = _(
                "No column says who is asked. Call one “门牌” or “住户”, and the others “电话”, “片区”, “编号”."
            )
            raise Refused(words, field="file")
        return _listed(data_rows(sheet, heading), places)


def _places(names: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by the columns' names."""
    plain = [name.strip().lower() for name in names]
    found = {}
    for part, words in HEADS.items():
        for word in words:
            if word in plain:
                found[part] = plain.index(word)
                break
    return found


def _listed(rows: Iterable[tuple[int, Sequence[Cell]]], places: Mapping[str, int]) -> Listed:
    found, seen = Listed(), dict[str, int]()
    for number, cells in rows:
        told = {part: cells[place] if place < len(cells) else None for part, place in places.items()}
        if all(cell is None or not str(cell).strip() for cell in told.values()):
            continue
        try:
            entry = _entry(told)
            if entry.key in seen:
                raise Refused(_("it stands in row %(row)d already") % {"row": seen[entry.key]})
        except Refused as refused:
            found.bad.append(BadLine(number, str(refused.reason), _as_it_came(told)))
        else:
            seen[entry.key] = number
            found.entries.append(entry)
    return found


def _entry(told: Mapping[str, Cell]) -> Entry:
    texts = {part: _text(told.get(part)) for part in ("label", "stratum", "key")}
    label = mask_text(texts["label"]).text
    if not label:
        raise Refused(_("it does not say who is asked"))
    for part, longest in LONGEST.items():
        if len(texts[part]) > longest:
            raise Refused(_("“%(text)s…” is too long: at most %(most)d characters")
                          % {"text": texts[part][:12], "most": longest})  # fmt: skip
    key = mask_text(texts["key"]).text or re.sub(r"\s+", "", label)
    if len(key) > LONGEST["key"]:
        raise Refused(_("so long a name needs a code of its own"))
    return Entry(key, label, _phone(told.get("phone")), texts["stratum"])


def _text(cell: Cell) -> str:
    try:
        return text_of(cell).strip()
    except Problem:
        raise Refused(_("a cell holds an error instead of a value")) from None


def _phone(cell: Cell) -> str:
    if cell is None or not str(cell).strip():
        return ""
    try:
        return phone_of(cell)
    except Problem:
        raise Refused(_("this is no telephone number: 11 digits, or area code and number")) from None


def _as_it_came(told: Mapping[str, Cell]) -> str:
    cells = ["" if told.get(part) is None else str(told[part]).strip() for part in PARTS]
    return "\t".join(cells).rstrip("\t")
