"""Filling a Word file without losing anything, and without any template language: only texts are put in."""

from gongjian.lib.docx.letter import Block, Letter, Paragraph, put_in

__all__ = ["Block", "Letter", "Paragraph", "put_in"]
