"""Reads decided messages from anybody's CSV: any encoding and order of columns; what cannot be used is told by its row."""

import csv
import io
from typing import NamedTuple

from gongjian.cli.start import Failed
from gongjian.cli.words import _
from gongjian.lib.sheets.encodings import decode

NAMES = {
    "category": ("category", "label", "类别", "分类", "一级分类", "一级标签", "类目"),
    "title": ("title", "subject", "标题", "主题", "留言主题"),
    "text": ("text", "content", "body", "正文", "内容", "留言详情", "详情"),
}
TOLD = 10  # row numbers told at most
LARGEST_CELL = 50_000_000


class Rows(NamedTuple):
    """(category, title, text) of each row that can be used, and sentences about the others."""

    rows: list[tuple[str, str, str]]
    notes: list[str]


def rows_of(data: bytes) -> Rows:
    """Rows of a CSV file. Rows are numbered as a spreadsheet does, the heading being row 1. Without a column of titles all
    titles are empty. Raises `Failed` for a missing column, naming the columns found, and for a quote without an end."""
    text = decode(data).text.replace("\x00", "")
    heading, *lines = _lines(text) or [[]]
    place = _places(heading)
    rows: list[tuple[str, str, str]] = []
    without_category, without_text = [], []
    for number, line in enumerate(lines, start=2):
        category, title, body = (
            line[at].strip() if at is not None and at < len(line) else "" for at in place.values()
        )
        if category and (title or body):
            rows.append((category, title, body))
        elif category:
            without_text.append(number)
        elif title or body:
            without_category.append(number)
    notes = _told(_("Left out, since they have no category: rows {rows}."), without_category)
    return Rows(rows, notes + _told(_("Left out, since they have no words: rows {rows}."), without_text))


def _lines(text: str) -> list[list[str]]:
    csv.field_size_limit(LARGEST_CELL)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    lines: list[list[str]] = []
    try:
        lines.extend(
            csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error as error:
        if "unexpected end" in str(error):
            sentence = _("Row {row} begins a quotation that never ends.")
            raise Failed(sentence.format(row=len(lines) + 1)) from error
        lines = _leniently(text, delimiter)
    return lines


def _leniently(text: str, delimiter: str) -> list[list[str]]:
    """Again, for a file with quotes inside its cells that were not doubled."""
    try:
        return list(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Failed(_("This is not a CSV file: {why}.").format(why=error)) from error


def _places(heading: list[str]) -> dict[str, int | None]:
    """Where each column stands; the title may be missing."""
    found = [name.strip().strip("\ufeff").lower() for name in heading]
    place = {
        column: next((found.index(name) for name in names if name in found), None)
        for column, names in NAMES.items()
    }
    missing = [column for column in ("category", "text") if place[column] is None]
    if missing:
        sentence = _("There is no column {missing}; the columns found are: {columns}.")
        columns = ", ".join(name.strip()[:40] for name in heading[:30]) or _("none")
        raise Failed(sentence.format(missing=", ".join(missing), columns=columns))
    return place


def _told(sentence: str, numbers: list[int]) -> list[str]:
    if not numbers:
        return []
    more = " …" if len(numbers) > TOLD else ""
    return [sentence.format(rows=", ".join(map(str, numbers[:TOLD])) + more)]
