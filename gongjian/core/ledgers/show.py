"""The context of the ledger page: everything the template shows, decided here."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.bulk.show import bulk_of
from gongjian.core.ledgers.cells import cell_of, text_of
from gongjian.core.ledgers.choosing import chosen_width
from gongjian.core.ledgers.ledger import ALL, NUMERIC, Column, Kind, Ledger
from gongjian.core.ledgers.models import LedgerChoice
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.question import PAGE_SIZES, Question
from gongjian.core.ledgers.shapes import Chip, Choice, Empty, Head, Part, Row, Shown, Tab, Total

OF_LOOKS = ("look", "by", "time", "bucket")
KEPT = ("sort", "per", "q", *OF_LOOKS)
FORMATS = (("xlsx", "Excel"), ("csv", "CSV"))


def show_ledger(
    question: Question,
    *,
    columns: Sequence[Column],
    choice: LedgerChoice | None = None,
    table: bool = True,
) -> Shown:
    """Everything of the page; `table=False` leaves the rows to another look. Raises Refused for a damaged cursor."""
    ledger = question.ledger
    empty = Empty(ledger.empty_title or _("Nothing here yet"), ledger.empty_text)
    shown = Shown(ledger.slug, ledger.title, question.form if ledger.filters else None, empty)
    shown.problems = question.problems
    shown.columns = [_head(column, question, chosen_width(column, choice)) for column in columns]
    shown.views = _views(question, choice)
    shown.column_choices = _choices(ledger, columns, choice)
    shown.parts = _parts(question)
    shown.search = question.words if ledger.search else None
    shown.primary_action = _primary(ledger, question)
    if ledger.intake and question.asked.access.may_anywhere(ledger.intake.permission):
        shown.import_url = reverse("intake:begin", args=[ledger.slug])
    shown.kept, shown.kept_beside_filters = _kept(question), _kept(question, names=KEPT)
    if question.problems:
        shown.empty = Empty(
            _("Nothing is shown"), _("The list could not be asked for this."), "?", _("Show all")
        )
    else:
        if table:
            _fill(shown, question, columns)
        shown.chips = _chips(question)
        shown.export_urls = [*_exports(question, columns), *_into_papers(question)]
    return shown


def _fill(shown: Shown, question: Question, columns: Sequence[Column]) -> None:
    ledger = question.ledger
    rows = question.rows()
    cursor = question.given.get("cursor", "")
    ordered, path = ledger.sorted_by(question.sort, rows)
    shown.page = page_of(
        ordered, sort=question.sort, path=path, size=question.page_size, cursor=cursor,
        count=question.count(ordered), reach=question.reach(),
    )  # fmt: skip
    shown.page.order_text = _order_text(question, capped=shown.page.capped)
    shown.rows = [row_of(ledger, row, columns) for row in shown.page.rows]
    shown.bulk = bulk_of(question)
    if not shown.page.capped:  # of a list too long to be counted nothing is added up
        shown.totals, shown.counts_text = sums_of(rows, columns)
    shown.sizes = [
        Tab(size, address(question.given, per=str(size)), size == question.page_size) for size in PAGE_SIZES
    ]
    if not shown.rows and (question.active() or question.words):
        shown.empty = Empty(_("No row matches"), _("Take a filter away to see more."), "?", _("Show all"))


def _into_papers(question: Question) -> list[Tab]:
    """The way to the office's own forms, with the list's filters."""
    if not question.asked.access.may_anywhere("papers.view"):
        return []
    into = reverse("papers:for_ledger", args=[question.ledger.slug])
    return [
        Tab(
            _("Into our own form, or PDF"), into + address(question.given, drop=("per", "columns", *OF_LOOKS))
        )
    ]


def _exports(question: Question, columns: Sequence[Column]) -> list[Tab]:
    """Each format with the columns shown, and with all; a page to print."""
    shown, found = QueryDict(mutable=True), []
    shown.setlist("columns", [column.name for column in columns])
    for name, label in FORMATS:
        bare = address(question.given, drop=("columns", *OF_LOOKS), export=name)
        found += [
            Tab(_("%(format)s, columns shown") % {"format": label}, f"{bare}&{shown.urlencode()}"),
            Tab(_("%(format)s, all columns") % {"format": label}, bare),
        ]
    paper = address(question.given, drop=("columns", *OF_LOOKS), export="print")
    return [*found, Tab(_("On paper, columns shown"), f"{paper}&{shown.urlencode()}", icon="print")]


def row_of(ledger: Ledger, row: Any, columns: Sequence[Column]) -> Row:
    """One row of the page."""
    url = ledger.row_url(row) if ledger.row_url else ""
    named = next((column for column in ledger.columns if column.link), ledger.columns[0])
    cells = [cell_of(column, row, url=url) for column in columns]
    return Row(row.pk, url, text_of(named, named.of(row)), cells)


def sums_of(rows: Any, columns: Sequence[Column]) -> tuple[list[Total], str]:
    """The totals row, one cell per column (none at all where no column adds up), and how many rows have which value of
    the columns that count: one query for each of these, which adds up too, or one for the sums alone."""
    summed = [column for column in columns if column.total == "sum"]
    counted = [column for column in columns if column.total == "counts"]
    for column in summed:
        rows = column.ready(rows)
    parts = {f"total_{column.name}": Sum(column.sort) for column in summed}
    sums: dict[str, Any] = dict.fromkeys(parts)
    told = []
    for place, column in enumerate(counted):
        groups = list(
            _bare(rows)
            .values(column.sort)
            .annotate(number=Count("pk"), **({} if place else parts))
            .order_by()
        )
        told.append(_counts_text(column, {group[column.sort]: group["number"] for group in groups}))
        if not place:
            for name in parts:
                sums[name] = sum((group[name] for group in groups if group[name] is not None), 0)
    if parts and not counted:
        sums = _bare(rows).aggregate(**parts)
    return _totals(columns, sums) if summed else [], "　".join(told)


def _counts_text(column: Column, found: dict[Any, int]) -> str:
    known = {value: word for value, word in column.words.items() if value in found}
    known |= {value: value for value in sorted(set(found) - set(known), key=str)}
    return "　".join(f"{word} {found[value]:,}" for value, word in known.items())


def _totals(columns: Sequence[Column], sums: dict[str, Any]) -> list[Total]:
    totals = []
    for column in columns:
        text = str(_("Total")) if column is columns[0] else ""
        if column.total == "sum":
            text = text_of(column, sums[f"total_{column.name}"] or 0)
        totals.append(Total(text, column.align))
    return totals


def _bare(rows: Any) -> Any:
    return rows.order_by().select_related(None).prefetch_related(None)


def address(given: QueryDict, *, drop: Iterable[str] = (), **changes: str) -> str:
    """The same question with some parameters changed or dropped, from its first page."""
    query = given.copy()
    for name in ("cursor", "export", "box", *drop):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _choices(ledger: Ledger, columns: Sequence[Column], choice: LedgerChoice | None) -> list[Choice]:
    """Shown columns in their order, then all others as declared."""
    row = [*columns, *(column for column in ledger.columns if column not in columns)]
    widths = choice.widths if choice else {}
    return [
        Choice(column.name, column.label, column in columns, place, widths.get(column.name))
        for place, column in enumerate(row, start=1)
    ]


def _parts(question: Question) -> list[Part]:
    on = question.active()
    return [
        Part(part.label, inputs, part in on, all(one.is_hidden for one in inputs))
        for part in question.ledger.filters
        for inputs in [[question.form[name] for name in part.params()]]
    ]


def _head(column: Column, question: Question, width: int | None) -> Head:
    falling = question.sort.startswith("-")
    current = question.sort.removeprefix("-") == column.name
    first = f"-{column.name}" if column.kind in (Kind.DATE, Kind.STAMP, *NUMERIC) else column.name
    turned = column.name if falling else f"-{column.name}"
    return Head(
        name=column.name,
        label=column.label,
        kind=column.kind.value,
        align=column.align,
        width=width,
        phone=column.phone,
        sort_url=address(question.given, sort=turned if current else first) if column.sort else "",
        sorted=("descending" if falling else "ascending") if current else "",
    )


def _views(question: Question, choice: LedgerChoice | None) -> list[Tab]:
    ledger = question.ledger
    if not ledger.views:
        return []
    plain = question.view is None and not _chips(question) and not question.words
    everything = Tab(_("All"), f"?view={ALL}" if choice and choice.start else "?", plain)
    return [
        everything,
        *(
            Tab(
                view.label,
                f"?view={view.slug}",
                view is question.view,
                key=view.slug,
            )
            for view in ledger.views
        ),
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
    elif column.kind in NUMERIC:
        text = _("largest first") if falling else _("smallest first")
    else:
        text = _("by %(column)s") % {"column": column.label}
    return _("and more, not counted · %(order)s") % {"order": text} if capped else text


def _primary(ledger: Ledger, question: Question) -> Tab | None:
    action = ledger.primary_action
    if action is None or (action.permission and not question.asked.access.may_anywhere(action.permission)):
        return None
    return Tab(action.label, reverse(action.url_name), icon=action.icon)
