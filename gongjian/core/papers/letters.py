"""Word letters: read, checked, filled by the same marks. There is no template language: braces hold marks or nothing."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gongjian.core.papers import marks
from gongjian.core.papers.blocks import LISTED, Ground
from gongjian.core.papers.books import LIMITS, on_disk
from gongjian.core.papers.marks import BadMark
from gongjian.core.papers.meaning import Meaning, Reader
from gongjian.core.papers.plan import Pattern, Piece, Plan, Problem, SheetPlan, Spot, plan_sheet
from gongjian.core.papers.unread import why_unread
from gongjian.core.papers.values import Line, Values
from gongjian.core.refusal import Refused
from gongjian.lib.docx import Block, Letter, Paragraph
from gongjian.lib.xlsx import BadWorkbook

SUFFIX = ".docx"
Spans = list[tuple[int, int, str]]


def plan_of_letter(data: bytes, reader: Reader) -> Plan:
    """Read a letter's marks. Raises Refused where the file is no Word document."""
    plan = Plan()
    with on_disk(data, suffix=SUFFIX) as path:
        try:
            with Letter(path, limits=LIMITS) as letter:
                for part in letter.trees:
                    spots = _spots(letter.paragraphs(part), plan)
                    _refuse_loose_lists(spots, plan)
                    plan_sheet(plan, reader, SheetPlan(part), spots, ground=_ground(letter, part))
        except BadWorkbook as bad:
            raise Refused(why_no_letter(bad), field="file", code=f"letter_{bad.code}") from bad
    return plan


def fill_letter(data: bytes, plan: Plan, values: Values) -> tuple[bytes, int]:
    """The filled letter, and how many rows of ledgers went into it."""
    count = 0
    with on_disk(data, suffix=SUFFIX) as path, Letter(path, limits=LIMITS) as letter:
        for sheet in plan.sheets:
            said = {one.number: one.text for one in letter.paragraphs(sheet.name)}
            rows: dict[int, Block] = {}
            for pattern in sheet.patterns:
                entries = _entries(pattern, values, said)
                count += len(entries)
                rows[pattern.first] = Block(pattern.height, entries or [_emptied(pattern, said)])
            texts = {
                place[1]: _spans(said[place[1]], pieces, values) for place, pieces in sheet.cells.items()
            }
            letter.fill(sheet.name, texts=texts, rows=rows)
        target = path.with_name("filled.docx")
        letter.write(target)
        return target.read_bytes(), count


def _ground(letter: Letter, part: str) -> Ground:
    """Rows of one table lie beside one another; those of another table do not."""
    return Ground(neighbours=letter.neighbours(part).__contains__)


def _spots(paragraphs: Sequence[Paragraph], plan: Plan) -> list[Spot]:
    found = []
    for one in paragraphs:
        if not marks.has_marks(one.text):
            continue
        where = (
            _("table row %(row)d") % {"row": one.row}
            if one.row
            else _("paragraph %(number)d") % {"number": one.number}
        )
        try:
            found.append(Spot("", where, (one.row, one.number), marks.pieces(one.text)))
        except BadMark as bad:
            plan.count += 1
            plan.problems.append(Problem("", where, one.text[:60], why_unread(bad)))
    return found


def _refuse_loose_lists(spots: list[Spot], plan: Plan) -> None:
    for spot in [spot for spot in spots if not spot.place[0] and spot.signs() & set(LISTED)]:
        sentence = _("In a letter, a list stands in the row of a table, which is repeated.")
        plan.problems.append(Problem("", spot.cell, "", sentence))
        spots.remove(spot)


def _entries(pattern: Pattern, values: Values, said: dict[int, str]) -> list[dict[int, Spans]]:
    return [
        {
            number: _spans(said[number], pieces, values, line=line, pattern=pattern)
            for (_row, number), pieces in pattern.cells.items()
        }
        for line in values.lines(pattern)
    ]


def _emptied(pattern: Pattern, said: dict[int, str]) -> dict[int, Spans]:
    return {
        number: [(found.start(), found.end(), "") for found in marks.MARK.finditer(said[number])]
        for _row, number in pattern.cells
    }


def _spans(
    text: str,
    pieces: Sequence[Piece],
    values: Values,
    *,
    line: Line | None = None,
    pattern: Pattern | None = None,
) -> Spans:
    meant = [piece for piece in pieces if isinstance(piece, Meaning)]
    return [
        (found.start(), found.end(), values.text(meaning, line=line, pattern=pattern))
        for found, meaning in zip(marks.MARK.finditer(text), meant, strict=True)
    ]


def why_no_letter(bad: BadWorkbook) -> str:
    """The sentence for a clerk."""
    reasons = {
        "old_xls": _("This is an old .doc file or one with a password. Save it without a password as .docx."),
        "not_xlsx": _("This is no Word document of the new kind. Save it as .docx and send it again."),
        "too_large": _("The document is too large for a letter. Take out pictures that are not needed."),
        "bomb": _("The document is packed far more densely than any real one; it was not opened."),
        "unsafe": _("The document holds something that Word does not write; it was not opened."),
    }
    return reasons.get(
        bad.code, _("The document is broken or was not sent whole. Save it anew in Word and send it again.")
    )
