"""What is wrong with a file or should be known of it, in words for a clerk: one sentence for each code of `lib/sheets`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.core.words import Words
from gongjian.lib.problem import Problem
from gongjian.lib.sheets.bad import Flaw, Note

BAD_BOOKS: dict[str, Words] = {
    "missing": _("The file is not there any more. Nothing was taken in. Choose it again."),
    "empty_file": _("The file is empty (0 bytes). Nothing was taken in. Choose it again."),
    "too_large": _(
        "The file is larger than %(limit)s MB. Nothing was taken in. Split it and bring the parts."
    ),
    "not_a_workbook": _(
        "This is no workbook (%(what)s). Nothing was taken in. Open it in Excel or WPS, save it as .xlsx, and bring that."
    ),
    "archive": _(
        "This is a compressed archive. Nothing was taken in. Unpack it and bring the workbooks that lie in it."
    ),
    "encrypted": _(
        "The workbook is locked with a password. Nothing was taken in. Take the password away, save it, and bring it again."
    ),
    "broken": _(
        "The file is damaged or did not arrive whole. Nothing was taken in. Open it in Excel or WPS, save it anew as .xlsx, and bring that."
    ),
    "bomb": _(
        "The file unpacks to far more than a list holds. Nothing was taken in. Copy the list into a new workbook and bring that."
    ),
    "dangerous": _(
        "The file holds instructions that no workbook needs. Nothing was taken in. Save it anew as .xlsx in Excel or WPS."
    ),
    "no_sheets": _("The workbook has no sheet with cells. Nothing was taken in."),
    "only_empty": _("Every sheet of the workbook is empty. Nothing was taken in. Is it the right file?"),
    "too_many_sheets": _(
        "The workbook has %(count)s sheets; at most %(limit)s can be read. Nothing was taken in. Split it."
    ),
    "too_much": _(
        "The workbook needs more memory than a list of %(rows)s rows. Nothing was taken in. Copy the list alone into a new one."
    ),
    "too_slow": _(
        "Reading the workbook takes longer than %(seconds)s seconds. Nothing was taken in. Copy the list alone into a new one."
    ),
    "disk": _(
        "The rows could not be stored: the disk is full or cannot be written. Nothing was taken in. Tell the administrator."
    ),
    "unreadable": _(
        "The file could not be read. Nothing was taken in. Open it in Excel or WPS, save it anew as .xlsx, and bring that."
    ),
}

NOTES: dict[str, Words] = {
    "mislabelled": _("The file is called %(name)s but is %(kind)s; it was read as that."),
    "encoding": _("The text was read as %(encoding)s."),
    "encoding_guessed": _(
        "The file does not say its encoding; %(encoding)s was taken. Look whether the words are right."
    ),
    "lost_characters": _(
        "%(count)s characters could not be read and stand as “�”, the first in row %(row)s."
    ),
    "control_characters": _(
        "%(count)s invisible control characters were taken out, the first in row %(row)s."
    ),
    "separator": _("Columns are parted by %(separator)s."),
    "hidden_sheet": _("The sheet “%(sheet)s” is hidden."),
    "hidden_rows": _(
        "In the sheet “%(sheet)s” %(count)s rows are hidden or filtered away, the first is row %(row)s; they are read too."
    ),
    "hidden_columns": _("In the sheet “%(sheet)s” the columns %(columns)s are hidden; they are read too."),
    "no_value": _(
        "In the sheet “%(sheet)s” %(count)s formulas have no result, the first in %(cell)s. Save the workbook in Excel first."
    ),
    "rows_cut": _(
        "The sheet “%(sheet)s” is longer than %(limit)s rows; what stands below is not read. Split it."
    ),
    "columns_cut": _(
        "The sheet “%(sheet)s” is wider than %(limit)s columns; what stands to the right is not read."
    ),
    "chart_sheet": _("“%(sheet)s” is a chart, not a list; it is left out."),
    "macros": _("The workbook holds macros; they are neither run nor kept."),
    "external_links": _("The workbook refers to other files; only the results that it holds are read."),
    "error_cells": _(
        "In the sheet “%(sheet)s” %(count)s cells hold an error such as %(error)s, the first in %(cell)s."
    ),
    "sheet_broken": _("The sheet “%(sheet)s” cannot be read; the others can."),
    "several_tables": _("The page holds %(count)s tables; each became a sheet."),
}

FLAWS: dict[str, Words] = {
    "quote_open": _("line %(line)s of the file: a quotation mark is opened and never closed"),
    "quote_inside": _("line %(line)s of the file: there is text after a closing quotation mark"),
    "long_row": _("line %(line)s of the file has %(has)s values where the others have %(wanted)s"),
    "short_row": _("line %(line)s of the file has %(has)s values where the others have %(wanted)s"),
}

OTHERWISE = _("“%(value)s” cannot be read")


def words_of(code: str, facts: Mapping[str, Any], sentences: Mapping[str, Words], *, otherwise: str) -> str:
    """The sentence of a code with its facts; the library's own English one for a code that is not known here."""
    if code not in sentences:
        return otherwise
    known = {name: str(value)[:120] for name, value in facts.items()}
    try:
        return str(sentences[code]) % known
    except KeyError:
        return otherwise


def say_bad_book(problem: Problem) -> str:
    """Why a file cannot be used."""
    return words_of(problem.code, problem.values, BAD_BOOKS, otherwise=str(problem))


def say_note(note: Note) -> str:
    """What the reader should know of a file."""
    return words_of(note.code, note.facts, NOTES, otherwise=str(note))


def say_flaw(flaw: Flaw) -> str:
    """What is wrong with a line of a text file."""
    return words_of(flaw.code, flaw.facts, FLAWS, otherwise=str(flaw))
