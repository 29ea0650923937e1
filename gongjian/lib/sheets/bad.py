"""Why a workbook cannot be read, and what its reader should be told: codes with English sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongjian.lib.problem import Problem

SENTENCES: dict[str, str] = {
    "missing": "The file is not there any more; choose it again.",
    "empty_file": "The file is empty (0 bytes); choose it again.",
    "too_large": "The file is larger than {limit} MB; split it and bring the parts.",
    "not_a_workbook": "This is no workbook ({what}); open it in Excel or WPS and save it as .xlsx.",
    "archive": "This is a compressed archive; unpack it and bring the workbooks inside.",
    "encrypted": "The workbook is locked with a password; open it, take the password away, and save it.",
    "broken": "The file is damaged or was not sent whole; open it in Excel, save it anew as .xlsx, and bring that.",
    "bomb": "The file unpacks to far more than a workbook holds; it is not opened.",
    "dangerous": "The file holds a DOCTYPE or entity, which no workbook needs; save it anew as .xlsx in Excel.",
    "no_sheets": "The workbook has no sheet with cells.",
    "only_empty": "Every sheet of the workbook is empty: there is no row in it.",
    "too_many_sheets": "The workbook has {count} sheets; at most {limit} are read. Split it.",
    "too_much": "The workbook needs more memory than a list of {rows} rows; save only the list as .xlsx or csv.",
    "too_slow": "The workbook takes longer than {seconds} seconds to read; save only the list as .xlsx or csv.",
    "disk": "The rows could not be stored: the disk is full or cannot be written. Tell the administrator.",
    "unreadable": "The file could not be read; open it in Excel, save it anew as .xlsx, and bring that.",
}

NOTES: dict[str, str] = {
    "mislabelled": "The file is called {name} but is {kind}; it was read as that.",
    "encoding": "The text was read as {encoding}.",
    "encoding_guessed": "The file does not say its encoding; {encoding} was taken. Look whether the words are right.",
    "lost_characters": "{count} characters could not be read and stand as “�”, first in row {row}.",
    "control_characters": "{count} NUL or control characters were taken out, first in row {row}.",
    "separator": "Columns are parted by {separator}.",
    "hidden_sheet": "The sheet “{sheet}” is hidden.",
    "hidden_rows": "In the sheet “{sheet}” {count} rows are hidden or filtered away, first row {row}; they are read too.",
    "hidden_columns": "In the sheet “{sheet}” the columns {columns} are hidden; they are read too.",
    "no_value": "In the sheet “{sheet}” {count} formulas have no result, first {cell}: open the workbook in Excel and save it.",
    "rows_cut": "The sheet “{sheet}” is longer than {limit} rows; what stands below is not read.",
    "columns_cut": "The sheet “{sheet}” is wider than {limit} columns; what stands to the right is not read.",
    "chart_sheet": "“{sheet}” is a chart, not a list; it is left out.",
    "macros": "The workbook holds macros; they are neither run nor kept.",
    "external_links": "The workbook refers to other files; only the results it holds are read.",
    "error_cells": "In the sheet “{sheet}” {count} cells hold an error such as {error}, first {cell}.",
    "sheet_broken": "The sheet “{sheet}” cannot be read; the others can.",
    "several_tables": "The page holds {count} tables; each became a sheet.",
}

FLAWS: dict[str, str] = {
    "quote_open": "Line {line}: a quotation mark is opened and never closed.",
    "quote_inside": "Line {line}: there is text after a closing quotation mark.",
    "long_row": "Line {line} has {has} values where the others have {wanted}.",
    "short_row": "Line {line} has {has} values where the others have {wanted}.",
}


class BadBook(Problem):
    """A file that is not read at all; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, SENTENCES[code], **values)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader of a file should be told; `code` is a key of `NOTES`, `facts` fill its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return NOTES[self.code].format(**self.facts)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one row of a text file, so that it must not be taken in unseen. `row` counts as `rows_of`
    does; `code` is a key of `FLAWS`. `line` in the facts is the line of the file, from 1."""

    row: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return FLAWS[self.code].format(**self.facts)
