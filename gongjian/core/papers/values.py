"""What a mark's place is filled with: rows through the ledger's own scope and filters, totals, days, measures."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.cells import data_of, text_of
from gongjian.core.ledgers.ledger import Column, Ledger
from gongjian.core.ledgers.page import in_order, order_of
from gongjian.core.ledgers.question import Question
from gongjian.core.measures.measure import Scope
from gongjian.core.papers.days import day_of, written
from gongjian.core.papers.marks import Sign
from gongjian.core.papers.meaning import MOST_ROWS, Meaning, Reader
from gongjian.core.papers.plan import Pattern, Piece
from gongjian.core.refusal import Refused
from gongjian.lib.xlsx.cells import Value

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

MOST_GROUPS = 1_000
TOTALS = {"sum": Sum, "average": Avg, "max": Max, "min": Min}
PATTERNS = {"month": "yyyy年m月", "last_month": "yyyy年m月", "year": "yyyy年", "now": "yyyy-mm-dd hh:nn"}
DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Line:
    """One repetition of a pattern row: the ledger's row, or a group's value with its name; its number from 1."""

    number: int
    row: Any = None
    key: Any = None
    name: str = ""


@dataclass(slots=True)
class Values:
    """The answers for one filling: who fills, for which office, the ledgers' questions as given on their pages, and the
    one row that a paper about a single matter is for."""

    reader: Reader
    person: "Person | None"
    office: Area
    base: Mapping[str, Sequence[Meaning]] = field(default_factory=dict)
    given: Mapping[str, Question] = field(default_factory=dict)
    row: Any = None
    grouped: dict[tuple[int, str], dict[Any, Any]] = field(default_factory=dict)

    def cell(
        self,
        pieces: Sequence[Piece],
        *,
        line: Line | None = None,
        pattern: Pattern | None = None,
        dated: bool = False,
    ) -> Value:
        """What goes into a cell: a number or a day as such where the mark stands alone (days only in cells that show
        them), else text."""
        if len(pieces) == 1 and isinstance(pieces[0], Meaning):
            value = self.value(pieces[0], line=line, pattern=pattern)
            if isinstance(value, dt.date) and not dated:
                return self.text(pieces[0], line=line, pattern=pattern)
            return value
        return "".join(
            one if isinstance(one, str) else self.text(one, line=line, pattern=pattern) for one in pieces
        )

    def value(self, meaning: Meaning, *, line: Line | None = None, pattern: Pattern | None = None) -> Value:
        """The value of a mark as a number, day or text."""
        match meaning.sign:
            case Sign.COLUMN | Sign.FIELD if meaning.column:
                row = line.row if line else self.row
                return None if row is None else _clean(data_of(meaning.column, meaning.column.of(row)))
            case Sign.TOTAL:
                return self._total(meaning, line=line, pattern=pattern)
            case Sign.MEASURE:
                return self._measure(meaning)
            case Sign.DATE if not meaning.mark.pattern and meaning.mark.word not in PATTERNS:
                return self._moment(meaning).date()
            case Sign.NUMBER:
                return line.number if line else None
        return self.text(meaning, line=line, pattern=pattern)

    def text(self, meaning: Meaning, *, line: Line | None = None, pattern: Pattern | None = None) -> str:
        """The value of a mark as it is read."""
        match meaning.sign:
            case Sign.COLUMN | Sign.FIELD if meaning.column:
                row = line.row if line else self.row
                return "" if row is None else text_of(meaning.column, meaning.column.of(row))
            case Sign.DATE:
                return written(
                    self._moment(meaning), meaning.mark.pattern or PATTERNS.get(meaning.mark.word, DAY)
                )
            case Sign.OFFICE:
                return self.office.name
            case Sign.PERSON:
                return str(self.person) if self.person else ""
            case Sign.GROUP:
                return line.name if line else ""
            case Sign.ROWS | Sign.FILTER | Sign.VIEW:
                return ""
        value = self.value(meaning, line=line, pattern=pattern)
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def lines(self, pattern: Pattern) -> list[Line]:
        """Every repetition of a pattern row. Raises Refused for more rows than a paper takes."""
        if pattern.group:
            return self._groups(pattern)
        most = pattern.rows.most if pattern.rows else MOST_ROWS
        rows = self.rows(pattern.ledger, pattern.rows)[: min(most, MOST_ROWS) + (most == MOST_ROWS)]
        found = [Line(number, row) for number, row in enumerate(rows, start=1)]
        if len(found) > MOST_ROWS:
            words = _("More than %(most)s rows of “%(list)s” match; narrow the list, or export it as it is.")
            raise Refused(words % {"most": f"{MOST_ROWS:,}", "list": pattern.ledger.title})
        return found

    def rows(self, ledger: Ledger, *narrowed: Meaning | None) -> Any:
        """The ledger's rows that match, in order: what the person may read, the page's filters, the form's, the mark's."""
        rows, sort = self._narrowed(ledger, narrowed)
        rows, path = ledger.sorted_by(sort, rows)
        return in_order(rows, order_of(rows, path, descending=sort.startswith("-")))

    def _narrowed(self, ledger: Ledger, narrowed: Iterable[Meaning | None]) -> tuple[Any, str]:
        if not self.reader.access.may_anywhere(ledger.permission):
            raise Refused(
                _("You may not read the list “%(list)s”.") % {"list": ledger.title}, code="not_allowed"
            )
        given = self.given.get(ledger.slug)
        rows = given.rows() if given else ledger.queryset(self.reader.access)
        sort = given.sort if given else ledger.default_sort
        for meaning in [*self.base.get(ledger.slug, ()), *narrowed]:
            if meaning is None or not meaning.params:
                continue
            question = self.reader.question(ledger, meaning.params)
            for part in question.active():
                rows = rows.filter(part.condition(question.form.cleaned_data, question.asked))
            if question.words and ledger.search:
                rows = rows.filter(ledger.search(question.words))
            if "sort" in question.given:
                sort = question.sort
        return rows, sort

    def _bare(self, ledger: Ledger, *narrowed: Meaning | None) -> Any:
        rows, _sort = self._narrowed(ledger, narrowed)
        return rows.order_by().select_related(None).prefetch_related(None)

    def _total(self, meaning: Meaning, *, line: Line | None, pattern: Pattern | None) -> Value:
        ledger = meaning.ledger
        if ledger is None:
            return None
        if line is not None and pattern is not None and pattern.group and ledger is pattern.ledger:
            return _clean(
                self._by_group(pattern, meaning).get(
                    line.key, 0 if meaning.mark.word in ("count", "sum") else None
                )
            )
        rows = self._bare(ledger, meaning)
        if meaning.column is None:
            return int(rows.values("pk").count())
        total = meaning.column.ready(rows).aggregate(found=TOTALS[meaning.mark.word](meaning.column.sort))[
            "found"
        ]
        return _clean(0 if total is None and meaning.mark.word == "sum" else total)

    def _by_group(self, pattern: Pattern, meaning: Meaning) -> dict[Any, Any]:
        key = (pattern.first, meaning.mark.text)
        if key not in self.grouped:
            path = _path(pattern)
            wanted = TOTALS[meaning.mark.word](meaning.column.sort) if meaning.column else Count("pk")
            rows = _ready(self._bare(pattern.ledger, pattern.rows, meaning), pattern, meaning)
            self.grouped[key] = dict(rows.values_list(path).annotate(found=wanted).order_by())
        return self.grouped[key]

    def _groups(self, pattern: Pattern) -> list[Line]:
        column = pattern.group.column if pattern.group else None
        path = _path(pattern)
        rows = _ready(self._bare(pattern.ledger, pattern.rows), pattern)
        firsts = dict(rows.values_list(path).annotate(first=Min("pk")).order_by(path)[: MOST_GROUPS + 1])
        if len(firsts) > MOST_GROUPS:
            raise Refused(
                _("More than %(most)d groups would stand here; group by something else.")
                % {"most": MOST_GROUPS}
            )
        shown = {
            row.pk: row for row in pattern.ledger.queryset(self.reader.access).filter(pk__in=firsts.values())
        }
        return [
            Line(number, None, key, _name(column, shown.get(first)))
            for number, (key, first) in enumerate(firsts.items(), start=1)
        ]

    def _measure(self, meaning: Meaning) -> Value:
        paths = [meaning.area.path] if meaning.area else self._own_paths()
        scope = Scope(now=self.reader.now, paths=tuple(paths), since=meaning.since, until=meaning.until)
        return _clean(meaning.measure.answer(scope).value) if meaning.measure else None

    def _own_paths(self) -> list[str]:
        """The office's area as far as the person may read its numbers."""
        allowed = self.reader.access.paths("measures.view")
        inside = [path for path in allowed if path.startswith(self.office.path)]
        return [self.office.path] if any(self.office.path.startswith(path) for path in allowed) else inside

    def _moment(self, meaning: Meaning) -> dt.datetime:
        now = timezone.localtime(self.reader.now)
        word = {
            "yesterday": "昨天", "month_start": "本月初", "month_end": "本月末", "last_month": "上月",
        }.get(meaning.mark.word)  # fmt: skip
        day = day_of(word, last=False, today=now.date()) if word else None
        return now if day is None else now.replace(year=day.year, month=day.month, day=day.day)


def _path(pattern: Pattern) -> str:
    return pattern.group.column.sort if pattern.group and pattern.group.column else "pk"


def _ready(rows: Any, pattern: Pattern, *meanings: Meaning) -> Any:
    """Rows that know the values of own fields which are grouped by or added up."""
    for meaning in (pattern.group, *meanings):
        if meaning and meaning.column:
            rows = meaning.column.ready(rows)
    return rows


def _name(column: Column | None, row: Any) -> str:
    return "" if column is None or row is None else text_of(column, column.of(row)) or _("(none)")


def _clean(value: Any) -> Value:
    if isinstance(value, float):
        return round(value, 4)
    if value is None or isinstance(value, str | int | Decimal | bool | dt.date):
        return value
    return str(value)
