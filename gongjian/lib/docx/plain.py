"""A plain Word document from its parts: a title, facts, headings, paragraphs, tables, lines to sign on.

The library is loaded with the first document, not with the server.
"""

import io
from collections.abc import Sequence
from typing import Any

FONT = "宋体"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Plain:
    """A document that is written from top to bottom, in 宋体 12 pt as offices expect it."""

    def __init__(self, title: str) -> None:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn
        from docx.shared import Pt

        self._made: Any = Document()
        style = self._made.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(12)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        head = self._made.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        words = head.add_run(title)
        words.bold, words.font.size = True, Pt(18)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """One line each, the name of the fact in bold; empty ones are left out."""
        for label, value in rows:
            if value:
                line = self._made.add_paragraph()
                line.add_run(f"{label}：").bold = True
                line.add_run(value)

    def heading(self, words: str) -> None:
        """A heading, 14 pt."""
        from docx.shared import Pt

        line = self._made.add_paragraph()
        line.add_run(words).bold = True
        line.runs[0].font.size = Pt(14)

    def text(self, words: str, *, bold: str = "") -> None:
        """A paragraph; `bold` stands before it."""
        line = self._made.add_paragraph()
        if bold:
            line.add_run(bold).bold = True
        line.add_run(words)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with lines, its head in bold; a row has as many texts as the head."""
        table = self._made.add_table(rows=1, cols=len(head))
        table.style = "Table Grid"
        for cell, words in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(words).bold = True
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value

    def signing(self, sides: Sequence[str], *, signature: str, day: str) -> None:
        """Side by side, where each party stamps and signs; `signature` and `day` are the words before the lines."""
        table = self._made.add_table(rows=1, cols=len(sides))
        for cell, side in zip(table.rows[0].cells, sides, strict=True):
            cell.paragraphs[0].add_run(side).bold = True
            for words in (signature, day):
                cell.add_paragraph(f"{words}：____________")

    def as_bytes(self) -> bytes:
        """The .docx."""
        kept = io.BytesIO()
        self._made.save(kept)
        return kept.getvalue()
