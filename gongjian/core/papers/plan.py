"""A form read as a whole: which cells hold marks, which rows are repeated, and every problem with its cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.papers import marks
from gongjian.core.papers.blocks import LISTED, Ground, blocks_of, ground_of
from gongjian.core.papers.marks import BadMark, Mark, Sign
from gongjian.core.papers.meaning import Meaning, Reader
from gongjian.core.papers.unread import why_unread
from gongjian.core.refusal import Refused
from gongjian.lib.xlsx.look import SheetLook
from gongjian.lib.xlsx.refs import cell_ref

BASE = (Sign.FILTER, Sign.VIEW)
Place = tuple[int, int]
Piece = str | Meaning


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands and the mark as it was written."""

    sheet: str
    cell: str
    mark: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.sheet}!{self.cell}" if self.sheet else self.cell
        return f"{where} {self.sentence}".strip()


@dataclass(slots=True)
class Pattern:
    """Rows that are repeated: once per row of the ledger, or once per value of the column `group`."""

    first: int
    ledger: Ledger
    height: int = 1
    absorb: int = 0
    group: Meaning | None = None
    rows: Meaning | None = None
    cells: dict[Place, list[Piece]] = field(default_factory=dict)


@dataclass(slots=True)
class SheetPlan:
    """What is filled on one sheet. `dated` are the cells whose format shows days, so that days are written as such."""

    name: str
    cells: dict[Place, list[Piece]] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)
    dated: frozenset[Place] = frozenset()


@dataclass(slots=True)
class Plan:
    """The whole form. `base` narrows each ledger by the form's own filter marks."""

    sheets: list[SheetPlan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    base: dict[str, list[Meaning]] = field(default_factory=dict)
    used: dict[str, Ledger] = field(default_factory=dict)
    single: bool = False
    count: int = 0


@dataclass(slots=True)
class Spot:
    """A cell with marks, where it stands in words, and what was read of it."""

    sheet: str
    cell: str
    place: Place
    pieces: list[str | Mark]
    meant: list[Piece] = field(default_factory=list)

    def signs(self) -> set[Sign]:
        """The kinds of marks in it."""
        return {piece.sign for piece in self.pieces if isinstance(piece, Mark)}


def plan_of_book(looks: Sequence[SheetLook], reader: Reader) -> Plan:
    """Read a workbook's marks."""
    plan = Plan()
    for look in looks:
        spots = list(_spots(look, plan))
        sheet = SheetPlan(look.name, dated=frozenset(look.dated))
        plan_sheet(plan, reader, sheet, spots, ground=ground_of(look))
    return plan


def plan_sheet(
    plan: Plan, reader: Reader, sheet: SheetPlan, spots: Sequence[Spot], *, ground: Ground
) -> None:
    """Read the marks of one sheet, or of one part of a letter, into the plan."""
    by_row: dict[int, list[Mark]] = {}
    for spot in spots:
        by_row.setdefault(spot.place[0], []).extend(one for one in spot.pieces if isinstance(one, Mark))
    inside: set[int] = set()
    for first, height in blocks_of(by_row.items(), ground):
        rows = range(first, first + height)
        inside.update(rows)
        own = [spot for spot in spots if spot.place[0] in rows]
        _pattern(plan, sheet, reader, own, rows=rows, absorb=ground.blank(rows.stop))
    for spot in spots:
        if spot.place[0] not in inside:
            _single(plan, sheet, reader, spot)
    if sheet.cells or sheet.patterns:
        plan.sheets.append(sheet)


def _spots(look: SheetLook, plan: Plan) -> Iterable[Spot]:
    for place, text in sorted(look.texts.items()):
        if not marks.has_marks(text) or place in look.formulas:
            continue
        cell = cell_ref(*place)
        try:
            yield Spot(look.name, cell, place, marks.pieces(text))
        except BadMark as bad:
            plan.count += 1
            plan.problems.append(Problem(look.name, cell, text[:60], why_unread(bad)))


def _pattern(
    plan: Plan, sheet: SheetPlan, reader: Reader, spots: list[Spot], *, rows: range, absorb: int
) -> None:
    """Rows that are repeated together. The ledger is that of their first mark of a list."""
    ledger = _ledger_in(plan, reader, spots)
    if ledger is None:
        return
    pattern = Pattern(rows.start, ledger, height=len(rows), absorb=absorb)
    inner = reader.inside(ledger)
    for spot in spots:
        _read(plan, inner, spot)
        for piece in spot.meant:
            if isinstance(piece, Meaning):
                _take(plan, pattern, spot, piece)
        pattern.cells[spot.place[0] - rows.start, spot.place[1]] = spot.meant
    if pattern.group:
        _check_group(plan, pattern, spots)
    _check_doubled(plan, pattern, spots)
    sheet.patterns.append(pattern)


def _check_doubled(plan: Plan, pattern: Pattern, spots: list[Spot]) -> None:
    """Whoever dragged the pattern row down meant one row per matter, not a block of several."""
    rows: dict[int, list[tuple[int, list[str | Mark]]]] = {}
    for spot in spots:
        rows.setdefault(spot.place[0], []).append((spot.place[1], spot.pieces))
    for spot in spots:
        row = spot.place[0]
        if row > pattern.first and rows[row] == rows.get(row - 1) and rows[row][0][1] is spot.pieces:
            problem = _("The row above holds the same list already; one pattern row is enough.")
            plan.problems.append(Problem(spot.sheet, spot.cell, "", problem))


def _ledger_in(plan: Plan, reader: Reader, spots: list[Spot]) -> Ledger | None:
    for spot in spots:
        for piece in spot.pieces:
            if isinstance(piece, Mark) and piece.sign in LISTED:
                try:
                    return reader.ledger(piece.ledger)
                except Refused as refused:
                    plan.count += 1
                    plan.problems.append(Problem(spot.sheet, spot.cell, piece.text, str(refused.reason)))
                    return None
    return None


def _take(plan: Plan, pattern: Pattern, spot: Spot, piece: Meaning) -> None:
    if piece.sign is Sign.GROUP:
        pattern.group = piece
    elif piece.sign is Sign.ROWS:
        pattern.rows = piece
    if piece.ledger is not None and piece.ledger is not pattern.ledger and piece.sign in LISTED:
        values = {"one": pattern.ledger.title, "other": piece.ledger.title}
        sentence = _("This row lists “%(one)s”; “%(other)s” needs a row of its own.") % values
        plan.problems.append(Problem(spot.sheet, spot.cell, piece.mark.text, sentence))


def _check_group(plan: Plan, pattern: Pattern, spots: list[Spot]) -> None:
    for spot in spots:
        for piece in spot.meant:
            if isinstance(piece, Meaning) and piece.sign in (Sign.COLUMN, Sign.FIELD):
                sentence = _(
                    "This row stands for a whole group, so it holds no single “%(column)s”; count or add up instead."
                ) % {"column": piece.column.label if piece.column else ""}
                plan.problems.append(Problem(spot.sheet, spot.cell, piece.mark.text, sentence))


def _single(plan: Plan, sheet: SheetPlan, reader: Reader, spot: Spot) -> None:
    _read(plan, reader, spot)
    for piece in spot.meant:
        if not isinstance(piece, Meaning):
            continue
        if piece.sign is Sign.NUMBER:
            sentence = _("A serial number needs a mark of a list in the same row.")
            plan.problems.append(Problem(spot.sheet, spot.cell, piece.mark.text, sentence))
        elif piece.sign is Sign.FIELD:
            plan.single = True
        elif piece.sign in BASE and piece.ledger:
            plan.base.setdefault(piece.ledger.slug, []).append(piece)
    sheet.cells[spot.place] = spot.meant


def _read(plan: Plan, reader: Reader, spot: Spot) -> None:
    for piece in spot.pieces:
        if isinstance(piece, str):
            spot.meant.append(piece)
            continue
        plan.count += 1
        try:
            meaning = reader.read(piece)
        except Refused as refused:
            plan.problems.append(Problem(spot.sheet, spot.cell, piece.text, str(refused.reason)))
            continue
        if meaning.ledger is not None:
            plan.used[meaning.ledger.slug] = meaning.ledger
        spot.meant.append(meaning)
