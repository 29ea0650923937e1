"""What a request asks of a ledger: only declared filters, sorts and parameters, else a sentence says what is wrong."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gongjian.core.areas.path import topmost
from gongjian.core.ledgers.asking import HERE
from gongjian.core.ledgers.filters import AreaFilter, Asked, Filter, FilterForm
from gongjian.core.ledgers.ledger import ALL, RESERVED, Ledger, SavedView
from gongjian.core.ledgers.walking import Reach
from gongjian.core.manifest import flows
from gongjian.core.quick import quick_count
from gongjian.core.refusal import Refused

PAGE_SIZES = (20, 50, 100)
SEARCH_LENGTH = 100


@dataclass(slots=True)
class Question:
    """A request, read. `problems` are sentences; while there are any, no rows are shown and nothing is exported."""

    ledger: Ledger
    asked: Asked
    given: QueryDict
    sort: str
    page_size: int
    view: SavedView | None = None
    problems: list[str] = field(default_factory=list)
    _form: FilterForm | None = None

    @property
    def form(self) -> FilterForm:
        """All filters with what was given. It reads what may be chosen: whoever shows no filters and was given none does
        without it."""
        if self._form is None:
            self._form = FilterForm(self.ledger.filters, self.given, self.asked)
        return self._form

    @property
    def is_filtered(self) -> bool:
        """Whether anything was given for a filter."""
        return any(name in self.given for part in self.ledger.filters for name in part.params())

    def cleaned(self) -> dict[str, Any]:
        """What was given for filters, by parameter; nothing where something of it is wrong."""
        return self.form.cleaned_data if self.is_filtered and self.form.is_valid() else {}

    def active(self) -> list[Filter]:
        """Filters for which something was given."""
        cleaned = self.cleaned()
        return [part for part in self.ledger.filters if part.is_on(cleaned)] if cleaned else []

    def rows(self) -> Any:
        """The rows that match, not yet in order. Raises Refused when there are problems."""
        if self.problems:
            raise Refused(" ".join(self.problems))
        found = self.ledger.queryset(self.asked.access)
        for part in self.active():
            found = found.filter(part.condition(self.form.cleaned_data, self.asked))
        if self.words and self.ledger.search:
            found = found.filter(self.ledger.search(self.words))
        return found

    def count(self, rows: Any) -> tuple[int, bool]:
        """How many of these rows there are, and whether there are more than told."""
        return quick_count(rows, dear=bool(self.words))

    def reach(self) -> Reach:
        """Where the rows that match lie, if they hang on items: in the areas asked for, else in all that the person may
        read."""
        cleaned = self.cleaned()
        for part in self.active():
            if isinstance(part, AreaFilter) and cleaned.get(part.mode_name) in (None, "", HERE):
                return Reach(tuple(part.paths(cleaned, self.asked)))
        access = self.asked.access
        readable = {path for flow in flows().values() for path in access.paths(flow.view)}
        return Reach(tuple(topmost(list(readable))), access)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.given.get("q", "").strip()

    def in_words(self) -> dict[str, str]:
        """The filters that are on, label → words: for the trail and the export's cover line."""
        found = {str(part.label): part.words(self.form.cleaned_data, self.form) for part in self.active()}
        return found | ({str(_("Search")): self.words} if self.words else {})


def read_question(ledger: Ledger, given: QueryDict, asked: Asked) -> Question:
    """Read the parameters. Unknown ones are named in `problems`, never silently left out."""
    view = ledger.view(given.get("view", ""))
    data = _with_view(view, given, asked)
    question = Question(
        ledger=ledger,
        asked=asked,
        given=data,
        sort=data.get("sort") or ledger.default_sort,
        page_size=ledger.page_size,
        view=view,
    )
    question.problems = _unknown(question, given)
    if question.is_filtered:
        question.problems += _form_problems(question.form)
    if not question.problems and (size := given.get("per")):
        question.page_size = int(size)
    return question


def _with_view(view: SavedView | None, given: QueryDict, asked: Asked) -> QueryDict:
    """A view's own parameters, under whatever was given beside it."""
    data = given.copy()
    for name, value in (view.params if view else {}).items():
        if name not in given:
            words = value(asked.access) if callable(value) else value
            data.setlist(name, [words] if isinstance(words, str) else list(words))
    return data


def _unknown(question: Question, given: QueryDict) -> list[str]:
    ledger = question.ledger
    found = []
    known = RESERVED | {name for part in ledger.filters for name in part.params()}
    for name in given:
        if name not in known or (name == "q" and ledger.search is None):
            found.append(_("This list cannot be filtered by “%(name)s”.") % {"name": name[:40]})
    if question.sort.removeprefix("-") not in ledger.sorts:
        found.append(_("This list cannot be sorted by “%(name)s”.") % {"name": question.sort[:40]})
    if question.view:
        found += _vanished(question.view, known)
    if given.get("view", ALL) != ALL and question.view is None:
        found.append(_("There is no saved view “%(name)s”.") % {"name": given["view"][:40]})
    if len(question.words) > SEARCH_LENGTH:
        found.append(_("Search for at most %(number)d characters.") % {"number": SEARCH_LENGTH})
    if "per" in given and given["per"] not in [str(size) for size in PAGE_SIZES]:
        found.append(_("A page holds %(sizes)s rows.") % {"sizes": ", ".join(map(str, PAGE_SIZES))})
    return found


def _vanished(view: SavedView, known: frozenset[str] | set[str]) -> list[str]:
    """A kept view may name what the list no longer has: it is said, and nothing more than was wanted is shown."""
    words = _(
        "The view “%(view)s” filters by “%(name)s”, which this list no longer has. Filter anew and keep the view again."
    )
    return [words % {"view": view.label, "name": name[:40]} for name in view.params if name not in known]


def _form_problems(form: FilterForm) -> list[str]:
    return [
        _("%(field)s: %(problem)s") % {"field": form.fields[name].label, "problem": problem}
        for name, problems in form.errors.items()
        for problem in problems
    ]
