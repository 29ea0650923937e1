"""Reads tables out of web pages that are called .xls, as many systems write them; nothing is fetched or run."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from gongjian.lib.sheets.bad import BadBook, Note
from gongjian.lib.sheets.book import Book, Range, SheetInfo
from gongjian.lib.sheets.cutting import Cutter, sorted_merges
from gongjian.lib.sheets.encodings import decode
from gongjian.lib.sheets.records import bare_value
from gongjian.lib.sheets.spool import Row, write_rows

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.I)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.I)
_CHINESE = ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936")
_SPACES = re.compile(r"[ \t\r\n\f]+")
BREAK = "\U0010fffd"  # of private use, where a line is broken
MOST_ROWS_SPANNED = 65_536


def read_page(path: Path, *, kind: str, into: Path, name: str, limits: "Limits") -> Book:
    """Every table that holds something becomes a sheet. Raises BadBook."""
    data = path.read_bytes()
    text = _decoded(_main_part(data) if kind == "mhtml" else data)
    names = _SHEET_NAME.findall(text)
    tables = [table for table in _tree(text).iter("table") if any(True for _ in _own_rows(table))]
    sheets: list[SheetInfo] = []
    notes: list[Note] = []
    for place, table in enumerate(tables[: limits.sheets]):
        spool = into / f"sheet-{place + 1}.jsonl"
        said = names[place] if place < len(names) else _caption(table) or Path(name).stem[:100]
        title = said if said not in {one.name for one in sheets} else f"{said} ({place + 1})"
        reader, cutter = _Table(table, limits), Cutter(limits)
        with spool.open("w", encoding="utf-8", newline="\n") as file:
            rows, columns = write_rows(file, cutter.within(reader.rows()))
        if rows:
            sheets.append(SheetInfo(title, True, rows, columns, spool, sorted_merges(reader.merged)))
            notes += cutter.told(title)
        else:
            spool.unlink()
    if not sheets:
        raise BadBook(
            "only_empty" if tables else "not_a_workbook",
            **({} if tables else {"what": "a web page without a table"}),
        )
    if len(sheets) > 1:
        notes.append(Note("several_tables", {"count": len(sheets)}))
    return Book("html", tuple(sheets), tuple(notes))


def _main_part(data: bytes) -> bytes:
    """Of a page saved with all it shows, the part with the largest table."""
    parts = [
        part.get_payload(decode=True)
        for part in message_from_bytes(data).walk()
        if part.get_content_type() == "text/html"
    ]
    pages = [part for part in parts if isinstance(part, bytes)]
    if not pages:
        raise BadBook("not_a_workbook", what="a web page without a table")
    return max(pages, key=lambda page: page.lower().count(b"<td"))


def _decoded(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    said = found[1].decode().lower() if found else ""
    said = "gb18030" if said in _CHINESE else said
    if said and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(said)
        except (LookupError, UnicodeDecodeError):
            return decode(data).text
    return decode(data).text


def _tree(text: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise BadBook("broken")
    etree.strip_elements(tree, "script", "style", "template", with_tail=False)
    return tree


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of this table and not of one inside it; tables that only lay out others have none with text."""
    simple = next(table.iterdescendants("table"), None) is None
    for row in table.iter("tr"):
        if simple:
            yield row
        elif next(row.iterancestors("table"), None) is table:
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if cells and not any(next(cell.iter("table"), None) is not None for cell in cells):
                yield row


def _caption(table: etree._Element) -> str:
    found = table.find("caption")
    return "" if found is None else _text(found)[:100]


def _text(cell: etree._Element) -> str:
    """The words as a browser shows them: white space is one space, only <br> begins a new line."""
    if not len(cell):
        return _SPACES.sub(" ", cell.text or "").replace("\xa0", " ").strip()
    for line in cell.iter("br"):
        line.tail = BREAK + (line.tail or "")
    shown = _SPACES.sub(" ", "".join(cell.itertext())).replace("\xa0", " ")
    return "\n".join(line.strip() for line in shown.split(BREAK)).strip()


class _Table:
    """The grid of a table: cells over several columns hold their place, those over several rows their value."""

    def __init__(self, table: etree._Element, limits: "Limits") -> None:
        self.table, self.limits = table, limits
        self.merged: list[Range] = []

    def rows(self) -> Iterator[tuple[int, Row]]:
        held: dict[int, tuple[int, str]] = {}  # column → last row that a cell from above reaches, its text
        for number, row in enumerate(_own_rows(self.table), start=1):
            cells: Row = []
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                self._pass(cells, held, number)
                if len(cells) > self.limits.columns:
                    break
                text = bare_value(_text(cell))
                self._put(
                    cells,
                    held,
                    number,
                    text,
                    _span(cell, "colspan", self.limits.columns),
                    _span(cell, "rowspan", MOST_ROWS_SPANNED),
                )
            self._pass(cells, held, number)
            yield number, cells

    def _pass(self, cells: Row, held: dict[int, tuple[int, str]], number: int) -> None:
        """Go over the columns that cells from above reach down into, with their text."""
        while (place := len(cells) + 1) in held:
            last, text = held[place]
            if last < number:
                del held[place]
                return
            cells.append(text)

    def _put(
        self, cells: Row, held: dict[int, tuple[int, str]], number: int, text: str, wide: int, high: int
    ) -> None:
        first = len(cells) + 1
        cells += [text, *([None] * (wide - 1))]
        if wide > 1 or high > 1:
            self.merged.append((number, first, number + high - 1, first + wide - 1))
        if high > 1:
            for column in range(first, first + wide):
                held[column] = (number + high - 1, text if column == first else "")


def _span(cell: etree._Element, name: str, most: int) -> int:
    told = cell.get(name)
    if not told:  # as nearly all
        return 1
    said = told.strip()
    if not said.isascii() or not said.isdigit():
        return 1
    return min(max(int(said[:9]), 1), most)
