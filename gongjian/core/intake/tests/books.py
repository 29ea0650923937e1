"""Workbooks as clerks send them, written for a test."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

HEADING = ["主题", "任务", "责任单位", "完成时限", "目标"]


def book_bytes(rows: Sequence[Sequence[Any]], *, heading: Sequence[str] = HEADING, title: str = "") -> bytes:
    """An xlsx of one sheet; with a title merged over all columns above the heading."""
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("任务")
    line = 0
    if title:
        sheet.merge_range(0, 0, 0, len(heading) - 1, title)
        line = 1
    for values in (heading, *rows):
        sheet.write_row(line, 0, values)
        line += 1
    book.close()
    return held.getvalue()


def write_book(path: Path, rows: Sequence[Sequence[Any]], **how: Any) -> Path:
    """The same as a file."""
    path.write_bytes(book_bytes(rows, **how))
    return path
