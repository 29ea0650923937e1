"""Workbook forms: read, checked, filled."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from gongjian.core.papers.plan import Pattern, Plan
from gongjian.core.papers.values import Values
from gongjian.core.refusal import Refused
from gongjian.lib.xlsx import BadWorkbook, Filling, Repeated, SheetLook, fill, look
from gongjian.lib.xlsx.cells import Value
from gongjian.lib.xlsx.package import Limits

MEGABYTE = 1024 * 1024
LIMITS = Limits(unpacked=200 * MEGABYTE, in_memory=40 * MEGABYTE, ratio=100, parts=2_000)


def look_at(data: bytes, *, suffix: str = ".xlsx") -> list[SheetLook]:
    """The sheets of an uploaded workbook. Raises Refused in a clerk's words."""
    with on_disk(data, suffix=suffix) as path:
        try:
            return look(path, limits=LIMITS)
        except BadWorkbook as bad:
            raise Refused(why_bad(bad), field="file", code=f"workbook_{bad.code}") from bad


def fill_book(data: bytes, plan: Plan, values: Values, *, suffix: str = ".xlsx") -> tuple[bytes, int]:
    """The filled workbook, and how many rows of ledgers went into it. Raises Refused."""
    sheets, count = {}, 0
    for sheet in plan.sheets:
        cells = {
            place: values.cell(pieces, dated=place in sheet.dated) for place, pieces in sheet.cells.items()
        }
        repeated = []
        for pattern in sheet.patterns:
            made = _repeated(pattern, values, sheet.dated)
            count += len(made.entries)
            repeated.append(made)
        sheets[sheet.name] = Filling(cells, repeated)
    with on_disk(data, suffix=suffix) as path:
        target = path.with_name(f"filled{suffix}")
        try:
            fill(path, target, sheets=sheets, limits=LIMITS)
        except BadWorkbook as bad:
            raise Refused(why_bad(bad), code=f"workbook_{bad.code}") from bad
        return target.read_bytes(), count


def write_marks(data: bytes, texts: dict[str, dict[tuple[int, int], str]], *, suffix: str = ".xlsx") -> bytes:
    """The workbook with these texts in its cells, by sheet and place; nothing else changed."""
    with on_disk(data, suffix=suffix) as path:
        target = path.with_name(f"marked{suffix}")
        fill(
            path,
            target,
            sheets={name: Filling(dict(cells)) for name, cells in texts.items() if cells},
            limits=LIMITS,
        )
        return target.read_bytes()


@contextmanager
def on_disk(data: bytes, *, suffix: str) -> Iterator[Path]:
    """The bytes as a file in a folder of their own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        path = Path(folder) / f"form{suffix}"
        path.write_bytes(data)
        yield path


def _repeated(pattern: Pattern, values: Values, dated: frozenset[tuple[int, int]]) -> Repeated:
    entries: list[dict[tuple[int, int], Value]] = []
    for line in values.lines(pattern):
        entries.append(
            {
                (row, column): values.cell(
                    pieces, line=line, pattern=pattern, dated=(pattern.first + row, column) in dated
                )
                for (row, column), pieces in pattern.cells.items()
            }
        )
    blank: dict[tuple[int, int], Value] = dict.fromkeys(pattern.cells)
    return Repeated(pattern.first, entries, height=pattern.height, blank=blank, absorb=pattern.absorb)


def why_bad(bad: BadWorkbook) -> str:
    """The sentence for a clerk."""
    reasons = {
        "not_xlsx": _("This is no Excel workbook of the new kind. Save it as .xlsx and send it again."),
        "old_xls": _(
            "This is an old .xls workbook or one with a password. Save it without a password as .xlsx."
        ),
        "broken": _(
            "The workbook is broken or was not sent whole. Open it in Excel, save it anew and send it again."
        ),
        "too_large": _(
            "The workbook is too large for a form. Take out pictures or sheets that are not needed."
        ),
        "bomb": _("The workbook is packed far more densely than any real one; it was not opened."),
        "unsafe": _("The workbook holds something that no spreadsheet writes; it was not opened."),
        "too_long": _("The workbook holds too many rows for a form."),
    }
    return reasons.get(bad.code, reasons["broken"])
