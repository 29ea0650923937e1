"""What a mark means in this product: which ledger, column, filter, measure; or a sentence that says what is wrong."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.filters import Asked, ChoiceFilter, DatesFilter, TextFilter
from gongjian.core.ledgers.ledger import Column, Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.measures.measure import Measure
from gongjian.core.papers import lexicon
from gongjian.core.papers.days import day_of, span_of
from gongjian.core.papers.lexicon import Named, find, nearest
from gongjian.core.papers.marks import Condition, Mark, Sign
from gongjian.core.papers.unread import (
    meant,
    no_column,
    no_day,
    no_filter,
    no_ledger,
    no_measure,
    no_value,
    no_view,
)
from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused

MOST_ROWS = 20_000
VIEW, ORDER, FIRST, SEARCH = ("视图", "view"), ("排序", "order"), ("前", "first"), ("搜索", "search")
FALLING = ("倒序", "降序", "descending")
AREA_WORDS, MONTH_WORDS = ("区域", "社区", "area"), ("月份", "时间", "日期", "month", "days")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A mark that is understood. Which fields are filled depends on `mark.sign`."""

    mark: Mark
    ledger: Ledger | None = None
    column: Column | None = None
    params: tuple[tuple[str, tuple[str, ...]], ...] = ()
    most: int = MOST_ROWS
    measure: Measure | None = None
    area: Area | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def sign(self) -> Sign:
        """The kind of the mark."""
        return self.mark.sign


@dataclass(slots=True)
class Reader:
    """Reads marks for one person at one moment. `about` is the ledger whose columns stand without its name."""

    access: Access
    now: dt.datetime
    about: Ledger | None = None
    office: Area | None = None
    known: dict[str, list[Named]] = field(default_factory=dict)
    own: dict[str, Ledger] = field(default_factory=dict)
    single: bool = True

    def __post_init__(self) -> None:
        if self.about is not None:
            self.about = self.mine(self.about)

    def inside(self, ledger: Ledger) -> "Reader":
        """A reader for a repeated row of this ledger: its columns stand without its name, and what costs a query per
        row is not read."""
        return Reader(self.access, self.now, ledger, self.office, self.known, self.own, single=False)

    def mine(self, ledger: Ledger) -> Ledger:
        """The ledger with the office's own fields, the same one each time."""
        if ledger.slug not in self.own:
            self.own[ledger.slug] = resolved(ledger, self.access)
        return self.own[ledger.slug]

    @property
    def today(self) -> dt.date:
        """The day in the office's own time."""
        return timezone.localdate(self.now)

    def asked(self, ledger: Ledger) -> Asked:
        """What the ledger's filters need to know."""
        return Asked(self.access, ledger.permission, self.now)

    def read(self, mark: Mark) -> Meaning:
        """The meaning. Raises Refused with the sentence, which names the nearest known word."""
        match mark.sign:
            case Sign.DATE | Sign.NUMBER | Sign.OFFICE | Sign.PERSON:
                return Meaning(mark)
            case Sign.MEASURE:
                return self._measure(mark)
            case Sign.FIELD:
                return self._field(mark)
            case Sign.VIEW:
                ledger = self.ledger(mark.ledger)
                view = self._among(lexicon.view_names(ledger), mark.column, no_view)
                return Meaning(mark, ledger, params=(("view", (view.slug,)),))
        ledger = self.ledger(mark.ledger) if mark.ledger else self._own()
        params, most = self._params(ledger, mark.conditions)
        if mark.sign in (Sign.ROWS, Sign.FILTER):
            return Meaning(mark, ledger, params=params, most=most)
        if mark.sign is Sign.TOTAL:
            return Meaning(mark, ledger, self._summed(ledger, mark), params=params)
        column = self.column(ledger, mark.column)
        if mark.sign is Sign.GROUP and not column.sort:
            raise Refused(_("“%(column)s” cannot be grouped by.") % {"column": column.label})
        return Meaning(mark, ledger, column)

    def ledger(self, word: str) -> Ledger:
        """The ledger of this name, which the person may read. Raises Refused."""
        ledger: Ledger = self._among(self._names("", lexicon.ledger_names), word, no_ledger)
        if not self.access.may_anywhere(ledger.permission):
            raise Refused(_("You may not read the list “%(list)s”.") % {"list": ledger.title})
        return self.mine(ledger)

    def column(self, ledger: Ledger, word: str) -> Column:
        """The column of this name. Raises Refused."""
        names = self._names(ledger.slug, lambda: lexicon.column_names(ledger))
        if self.single and ledger is self.about:
            names = names + self._names(f"+{ledger.slug}", lambda: lexicon.more_names(ledger))
        column: Column = self._among(names, word, partial(no_column, ledger))
        return column

    def question(self, ledger: Ledger, params: Iterable[tuple[str, tuple[str, ...]]]) -> Question:
        """The ledger asked with these parameters. Raises Refused with the ledger's own sentence."""
        given = QueryDict(mutable=True)
        for name, values in params:
            given.setlist(name, list(values))
        question = read_question(ledger, given, self.asked(ledger))
        if question.problems:
            raise Refused(" ".join(question.problems))
        return question

    def _own(self) -> Ledger:
        if self.about is None:
            raise Refused(_("Say which list is meant, as in “{{计数 诉求}}”."))
        return self.about

    def _field(self, mark: Mark) -> Meaning:
        if self.about is None:
            near = nearest(self._names("", lexicon.ledger_names), mark.column)
            raise Refused(
                _(
                    "“%(word)s” is no mark known here; columns of a list are written like “{{诉求.编号}}”. %(near)s"
                )
                % {"word": mark.column[:40], "near": meant(near)}
            )
        return Meaning(mark, self.about, self.column(self.about, mark.column))

    def _summed(self, ledger: Ledger, mark: Mark) -> Column | None:
        if mark.word == "count":
            return None
        column = self.column(ledger, mark.column)
        if column not in lexicon.sums(ledger.columns):
            able = "、".join(str(one.label) for one in lexicon.sums(ledger.columns))
            raise Refused(
                _("“%(column)s” holds no numbers to compute with. %(able)s")
                % {
                    "column": column.label,
                    "able": _("These do: %(columns)s.") % {"columns": able} if able else "",
                }
            )
        return column

    def _measure(self, mark: Mark) -> Meaning:
        if not self.access.may_anywhere("measures.view"):
            raise Refused(_("You may not read measures."))
        measure = self._among(lexicon.measure_names(), mark.column, no_measure)
        area, since, until = None, None, None
        for one in mark.conditions:
            if lexicon.folded(one.name) in AREA_WORDS:
                area = self._area(one.values[0])
            elif one.span or lexicon.folded(one.name) in MONTH_WORDS:
                since, until = self._days(one)
            else:
                raise Refused(
                    _("A measure is narrowed by 区域 and 月份 only, not by “%(name)s”.")
                    % {"name": one.name[:20]}
                )
        return Meaning(mark, measure=measure, area=area, since=since, until=until)

    def _area(self, word: str) -> Area:
        areas = Area.objects.current().under_any(self.access.paths("measures.view"))
        named = [
            Named(area, (area.name, area.short_name)) for area in areas.filter(name__contains=word[:4])[:500]
        ]
        area: Area = self._among(named, word, no_value)
        return area

    def _params(
        self, ledger: Ledger, conditions: Iterable[Condition]
    ) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], int]:
        found: dict[str, tuple[str, ...]] = {}
        most = MOST_ROWS
        for one in conditions:
            name = lexicon.folded(one.name)
            if name in FIRST and one.values:
                most = self._whole(one.values[0])
            elif name in VIEW:
                found["view"] = (self._among(lexicon.view_names(ledger), one.values[0], no_view).slug,)
            elif name in ORDER:
                found["sort"] = (self._order(ledger, one.values[0]),)
            elif name in SEARCH:
                found["q"] = one.values
            else:
                found |= self._filter(ledger, one)
        self.question(ledger, found.items())
        return tuple(found.items()), most

    def _filter(self, ledger: Ledger, one: Condition) -> dict[str, tuple[str, ...]]:
        part = self._among(lexicon.filter_names(ledger), one.name, partial(no_filter, ledger))
        if isinstance(part, DatesFilter):
            since, until = self._days(one)
            days = zip(part.own_params(), (since, until), strict=True)
            return {name: (day.isoformat(),) for name, day in days if day}
        if one.span:
            raise Refused(_("“%(name)s” is no time, so it takes no span of days.") % {"name": one.name[:20]})
        if isinstance(part, TextFilter):
            return {part.name: ("、".join(one.values),)}
        if isinstance(part, ChoiceFilter):
            choices = lexicon.choice_names(part, self.asked(ledger))
            return {part.name: tuple(self._among(choices, value, no_value) for value in one.values)}
        return {part.name: one.values}

    def _days(self, one: Condition) -> tuple[dt.date | None, dt.date | None]:
        if not one.span:
            span = span_of(one.values[0], today=self.today)
            return span if span else no_day(one.values[0])
        ends = [(one.since, False), (one.until, True)]
        return tuple(self._day(word, last) if word else None for word, last in ends)  # type: ignore[return-value]

    def _day(self, word: str, last: bool) -> dt.date:
        return day_of(word, last=last, today=self.today) or no_day(word)

    def _order(self, ledger: Ledger, text: str) -> str:
        word, falling = text, False
        for tail in FALLING:
            if text.endswith(tail):
                word, falling = text.removesuffix(tail).strip(), True
        column = self.column(ledger, word)
        if not column.sort:
            raise Refused(_("This list cannot be sorted by “%(name)s”.") % {"name": column.label})
        return f"-{column.name}" if falling else column.name

    def _whole(self, text: str) -> int:
        if not text.isdecimal() or not 0 < int(text) <= MOST_ROWS:
            raise Refused(_("“前” takes a whole number from 1 to %(most)d.") % {"most": MOST_ROWS})
        return int(text)

    def _names(self, key: str, make: Callable[[], list[Named]]) -> list[Named]:
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def _among(self, named: list[Named], word: str, missing: Callable[[str, str], str]) -> Any:
        found = find(named, word)
        if found is None:
            near = nearest(named, word)
            raise Refused(missing(word, near))
        return found
