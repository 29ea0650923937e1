"""Workbooks and letters as plain data for setting them on pages, with all that a page can keep of their looks."""

from gongjian.lib.typeset.book import Loss, Setting, book_setting
from gongjian.lib.typeset.letter import letter_setting

__all__ = ["Loss", "Setting", "book_setting", "letter_setting"]
