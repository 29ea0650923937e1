"""The context of the ledger page: everything the template shows, decided here."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.bulk.show import bulk_of
from gongjian.core.ledgers.cells import cell_of, text_of
from gongjian.core.ledgers.ledger import Column, Kind, Ledger
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.question import PAGE_SIZES, Question
from gongjian.core.ledgers.shapes import Chip, Choice, Empty, Head, Row, Shown, Tab, Total

FORMATS = (("xlsx", "Excel"), ("csv", "CSV"))


def show_ledger(question: Question, *, columns: Sequence[Column]) -> Shown:
    """Everything of the page. Raises Refused for a damaged cursor."""
    ledger = question.ledger
    empty = Empty(ledger.empty_title or _("Nothing here yet"), ledger.empty_text)
    shown = Shown(ledger.slug, ledger.title, question.form if ledger.filters else None, empty)
    shown.problems = question.problems
    shown.columns = [_head(column, question) for column in columns]
    shown.views = _views(ledger, question)
    shown.column_choices = [Choice(column.name, column.label, column in columns) for column in ledger.columns]
    shown.search = question.words if ledger.search else None
    shown.primary_action = _primary(ledger, question)
    if ledger.intake and question.asked.access.may_anywhere(ledger.intake.permission):
        shown.import_url = reverse("intake:begin", args=[ledger.slug])
    shown.kept, shown.kept_beside_filters = _kept(question), _kept(question, names=("sort", "per", "q"))
    if question.problems:
        shown.empty = Empty(
            _("Nothing is shown"), _("The list could not be asked for this."), "?", _("Show all")
        )
    else:
        _fill(shown, question, columns)
    return shown


def _fill(shown: Shown, question: Question, columns: Sequence[Column]) -> None:
    ledger = question.ledger
    rows = question.rows()
    cursor = question.given.get("cursor", "")
    ordered, path = ledger.sorted_by(question.sort, rows)
    shown.page = page_of(ordered, sort=question.sort, path=path, size=question.page_size, cursor=cursor)
    shown.page.order_text = _order_text(question, capped=shown.page.capped)
    shown.rows = [row_of(ledger, row, columns) for row in shown.page.rows]
    shown.bulk = bulk_of(question)
    shown.totals, shown.counts_text = totals_of(rows, columns), counts_of(rows, columns)
    shown.chips = _chips(question)
    shown.sizes = [
        Tab(size, address(question.given, per=str(size)), size == question.page_size) for size in PAGE_SIZES
    ]
    shown.export_urls = [Tab(label, address(question.given, export=name)) for name, label in FORMATS]
    if not shown.rows and (shown.chips or question.words):
        shown.empty = Empty(_("No row matches"), _("Take a filter away to see more."), "?", _("Show all"))


def row_of(ledger: Ledger, row: Any, columns: Sequence[Column]) -> Row:
    """One row of the page."""
    url = ledger.row_url(row) if ledger.row_url else ""
    named = next((column for column in ledger.columns if column.link), ledger.columns[0])
    cells = [cell_of(column, row, url=url) for column in columns]
    return Row(row.pk, url, text_of(named, named.of(row)), cells)


def totals_of(rows: Any, columns: Sequence[Column]) -> list[Total]:
    """One cell per column, or none at all where no column adds up: all sums in one query."""
    summed = [column for column in columns if column.total == "sum"]
    if not summed:
        return []
    for column in summed:
        rows = column.ready(rows)
    sums = _bare(rows).aggregate(**{f"total_{column.name}": Sum(column.sort) for column in summed})
    totals = []
    for column in columns:
        text = str(_("Total")) if column is columns[0] else ""
        if column in summed:
            text = text_of(column, sums[f"total_{column.name}"] or 0)
        totals.append(Total(text, column.align))
    return totals


def counts_of(rows: Any, columns: Sequence[Column]) -> str:
    """How many rows have which value, for columns that count: one query each."""
    told = []
    for column in (column for column in columns if column.total == "counts"):
        found = dict(_bare(rows).values_list(column.sort).annotate(number=Count("pk")).order_by())
        known = {value: word for value, word in column.words.items() if value in found}
        known |= {value: value for value in sorted(set(found) - set(known), key=str)}
        told.append("　".join(f"{word} {found[value]:,}" for value, word in known.items()))
    return "　".join(told)


def _bare(rows: Any) -> Any:
    return rows.order_by().select_related(None).prefetch_related(None)


def address(given: QueryDict, *, drop: Iterable[str] = (), **changes: str) -> str:
    """The same question with some parameters changed or dropped, from its first page."""
    query = given.copy()
    for name in ("cursor", "export", "columns", *drop):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _head(column: Column, question: Question) -> Head:
    falling = question.sort.startswith("-")
    current = question.sort.removeprefix("-") == column.name
    first = (
        f"-{column.name}"
        if column.kind in (Kind.DATE, Kind.STAMP, Kind.NUMBER, Kind.PERCENT)
        else column.name
    )
    turned = column.name if falling else f"-{column.name}"
    return Head(
        name=column.name,
        label=column.label,
        kind=column.kind.value,
        align=column.align,
        width=column.width,
        phone=column.phone,
        sort_url=address(question.given, sort=turned if current else first) if column.sort else "",
        sorted=("descending" if falling else "ascending") if current else "",
    )


def _views(ledger: Ledger, question: Question) -> list[Tab]:
    if not ledger.views:
        return []
    plain = question.view is None and not _chips(question) and not question.words
    everything = Tab(_("All"), "?", plain)
    return [
        everything,
        *(Tab(view.label, f"?view={view.slug}", view is question.view) for view in ledger.views),
    ]


def _chips(question: Question) -> list[Chip]:
    form = question.form
    return [
        Chip(
            part.label,
            part.words(form.cleaned_data, form),
            address(question.given, drop=(*part.params(), "view")),
        )
        for part in question.active()
    ]


def _kept(question: Question, *, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """What the page's own GET forms hand on unseen."""
    dropped = ("cursor", "export", "columns")
    kept = [name for name in (question.given if names is None else names) if name not in dropped]
    return [(name, value) for name in kept for value in question.given.getlist(name) if value]


def _order_text(question: Question, *, capped: bool) -> str:
    column = question.ledger.column(question.sort.removeprefix("-"))
    falling = question.sort.startswith("-")
    if column.kind in (Kind.DATE, Kind.STAMP, Kind.LIGHT):
        text = _("latest first") if falling else _("earliest first")
    elif column.kind in (Kind.NUMBER, Kind.PERCENT):
        text = _("largest first") if falling else _("smallest first")
    else:
        text = _("by %(column)s") % {"column": column.label}
    return _("and more, not counted · %(order)s") % {"order": text} if capped else text


def _primary(ledger: Ledger, question: Question) -> Tab | None:
    action = ledger.primary_action
    if action is None or (action.permission and not question.asked.access.may_anywhere(action.permission)):
        return None
    return Tab(action.label, reverse(action.url_name), icon=action.icon)
