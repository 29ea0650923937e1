"""Reads anybody's workbook safely: cells with their true rows, the heading, what each column seems to hold."""

from gongjian.lib.sheets.bad import FLAWS, NOTES, SENTENCES, BadBook, Flaw, Note
from gongjian.lib.sheets.book import LIMITS, Book, Limits, SheetInfo, book_facts, book_from, read_book
from gongjian.lib.sheets.ending import Skipped
from gongjian.lib.sheets.heading import Column, Heading, data_rows, find_heading, heading_at
from gongjian.lib.sheets.spool import Cell, CellError, Row, rows_of
from gongjian.lib.sheets.suggest import FieldHint, Suggestion, suggest

__all__ = [
    "FLAWS",
    "LIMITS",
    "NOTES",
    "SENTENCES",
    "BadBook",
    "Book",
    "Cell",
    "CellError",
    "Column",
    "FieldHint",
    "Flaw",
    "Heading",
    "Limits",
    "Note",
    "Row",
    "SheetInfo",
    "Skipped",
    "Suggestion",
    "book_facts",
    "book_from",
    "data_rows",
    "find_heading",
    "heading_at",
    "read_book",
    "rows_of",
    "suggest",
]
