"""Reads csv, tsv and txt: encoding, separator and records, each malformed line told by its number."""

import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gongjian.lib.sheets.bad import BadBook, Flaw, Note
from gongjian.lib.sheets.book import Book, SheetInfo
from gongjian.lib.sheets.encodings import Decoded, decode
from gongjian.lib.sheets.records import Record, bare_value, find_separator, records, said_separator
from gongjian.lib.sheets.spool import Row, write_rows

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

MOST_FLAWS = 1000
LOOKED_AT = 200  # lines from which the separator is found
SURE = 0.9  # share of records with the same number of fields, from which on others are malformed
_NAMES = {"\t": "tab", ",": ",", ";": ";", "|": "|"}


def read_text(path: Path, *, into: Path, name: str, limits: "Limits") -> Book:
    """Read a file of separated values. Raises BadBook for bytes that are no text."""
    data = path.read_bytes()
    decoded = decode(data)
    del data
    _check_text(decoded)
    notes = _notes(decoded)
    text = decoded.text
    if "\x00" in text:
        notes.append(Note("control_characters", {"count": text.count("\x00"), "row": _row_of(text, "\x00")}))
        text = text.replace("\x00", "")
    lines = io.StringIO(text, newline=None)
    first = lines.readline()
    separator = said_separator(first)
    if not separator:
        lines.seek(0)
        likely = "\t" if Path(name).suffix.lower() in (".tsv", ".tab") else ","
        separator = find_separator(islice(lines, LOOKED_AT), likely=likely)
        lines.seek(0)
    if separator != ",":
        notes.append(Note("separator", {"separator": _NAMES.get(separator, separator)}))
    start = 2 if said_separator(first) else 1
    return _spool(
        _Cutter(records(lines, separator=separator, first=start), limits), into, name, notes, limits
    )


class _Cutter:
    """Rows within the limits, with what was flawed, cut, and how wide the records were."""

    def __init__(self, source: Iterator[Record], limits: "Limits") -> None:
        self.source, self.limits = source, limits
        self.widths: Counter[int] = Counter()
        self.odd: list[tuple[int, int, int]] = []  # row, line, width
        self.flaws: list[Flaw] = []
        self.rows_cut = self.columns_cut = False

    def rows(self) -> Iterator[tuple[int, Row]]:
        kept = 0
        usual = 0
        for number, record in enumerate(self.source, start=1):
            fields = record.fields
            width = len(fields)
            if width == 1 and not fields[0].strip():
                continue
            if kept >= self.limits.rows + 1:
                self.rows_cut = True
                return
            kept += 1
            self.widths[width] += 1
            if record.flaw and len(self.flaws) < MOST_FLAWS:
                self.flaws.append(Flaw(number, record.flaw, {"line": record.line}))
            if kept == 50:
                usual = self.widths.most_common(1)[0][0]
            if width != usual and len(self.odd) < 20 * MOST_FLAWS:
                self.odd.append((number, record.line, width))
            if width > self.limits.columns:
                self.columns_cut = True
                del fields[self.limits.columns :]
            yield number, [bare_value(field) if field[:1] == "=" else field for field in fields]

    def all_flaws(self) -> tuple[Flaw, ...]:
        """Flaws of quoting, and records longer or shorter than nearly all others."""
        wanted, times = self.widths.most_common(1)[0] if self.widths else (0, 0)
        flaws = list(self.flaws)
        known = {flaw.row for flaw in flaws}
        if wanted > 1 and times >= SURE * self.widths.total():
            for row, line, width in self.odd:
                if width != wanted and row not in known and len(flaws) < MOST_FLAWS:
                    code = "long_row" if width > wanted else "short_row"
                    flaws.append(Flaw(row, code, {"line": line, "has": width, "wanted": wanted}))
        return tuple(sorted(flaws, key=lambda flaw: flaw.row))


def _spool(cutter: _Cutter, into: Path, name: str, notes: list[Note], limits: "Limits") -> Book:
    spool = into / "sheet-1.jsonl"
    with spool.open("w", encoding="utf-8", newline="\n") as file:
        last, widest = write_rows(file, cutter.rows())
    if not last:
        raise BadBook("only_empty")
    title = Path(name).stem[:100] or "csv"
    if cutter.rows_cut:
        notes.append(Note("rows_cut", {"sheet": title, "limit": limits.rows}))
    if cutter.columns_cut:
        notes.append(Note("columns_cut", {"sheet": title, "limit": limits.columns}))
    sheet = SheetInfo(title, True, last, widest, spool, None, cutter.all_flaws())
    return Book("csv", (sheet,), tuple(notes))


def _check_text(decoded: Decoded) -> None:
    """Raise where this is no text: many characters that no text holds."""
    sample = decoded.text[:100_000]
    odd = sum(char < " " and char not in "\t\n\r\f\v\x1a" for char in sample) + sample.count("\ufffd")
    if odd > max(0.1 * len(sample), 8):
        raise BadBook("not_a_workbook", what="bytes of an unknown kind")
    if not sample.strip("\x00\ufeff \t\r\n"):
        raise BadBook("only_empty")


def _notes(decoded: Decoded) -> list[Note]:
    notes = []
    if decoded.encoding != "utf-8" or not decoded.certain:
        names = {"gb18030": "GB18030", "big5hkscs": "Big5"}
        shown = names.get(decoded.encoding, decoded.encoding.upper())
        notes.append(Note("encoding" if decoded.certain else "encoding_guessed", {"encoding": shown}))
    if decoded.lost:
        notes.append(Note("lost_characters", {"count": decoded.lost, "row": _row_of(decoded.text, "\ufffd")}))
    return notes


def _row_of(text: str, what: str) -> int:
    return text.count("\n", 0, text.index(what)) + 1
