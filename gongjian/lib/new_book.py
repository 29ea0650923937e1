"""An Excel workbook to be written, by a library that is read when the first one is asked for: most processes write none."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook


def new_book(target: Any, options: dict[str, Any] | None = None) -> "Workbook":
    """Into a path or a file, with the options of `xlsxwriter.Workbook`."""
    import xlsxwriter

    return xlsxwriter.Workbook(target, options)
