"""Paging by the last row seen, forwards and back: a page costs the same however deep it lies, and rows that come or go
meanwhile shift nothing."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from gongjian.core.ledgers.walking import MOST_NAMES, NAMES, Names, Reach, keys_in_order, names_of
from gongjian.core.quick import COUNT_CAP, quick_count
from gongjian.core.refusal import Refused
from gongjian.lib import keyset
from gongjian.lib.keyset import Sort


@dataclass(slots=True)
class Page:
    """Rows in order, and the cursors of the pages before and after (empty: there is none).

    `first_number` is the place of the first row, as counted while paging. `capped` says that there are more than
    `total`; None: nobody counted.
    """

    rows: list[Any] = field(default_factory=list)
    previous: str = ""
    next: str = ""
    first_number: int = 0
    total: int | None = 0
    capped: bool = False
    order_text: str = ""

    @property
    def last_number(self) -> int:
        """The place of the last row."""
        return self.first_number + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return bool(self.next)

    @property
    def has_previous(self) -> bool:
        """Whether rows come before."""
        return bool(self.previous)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place between two pages: the values of the row there, and its number as counted so far."""

    place: list[Any]
    number: int
    back: bool


def order_of(queryset: "QuerySet[Any]", path: str, *, descending: bool) -> list[Sort]:
    """By a field path or an annotation of the queryset, then by primary key, so that the order is total; between the two,
    for a name in another table, by who bears it."""
    if names := names_of(queryset, path):
        return names.sorts(descending=descending, nullable=_nullable(queryset, path))
    return [Sort(path, descending, nullable=_nullable(queryset, path)), Sort("pk", descending)]


class _FarEnd(F):
    """The key of the row at the other end of a path such as "item__id", as its own table has it.

    Django takes the equal column of this side instead, and SQLite then sees no index in the order asked for.
    """

    name: str

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The column behind the last join."""
        joined = query.setup_joins(self.name.split("__"), query.get_meta(), query.get_initial_alias())
        return joined.final_field.get_col(joined.joins[-1])


def _last_key(queryset: "QuerySet[Any]", first: str) -> F:
    """The primary key; that of the item, where rows hang on items and are put in order by a column of theirs."""
    key: Any = queryset.model._meta.pk
    if key.remote_field is not None and first.startswith(f"{key.name}__"):
        return _FarEnd(f"{key.name}__{key.remote_field.model._meta.pk.name}")
    return F("pk")


def in_order(queryset: "QuerySet[Any]", order: list[Sort], *, back: bool = False) -> "QuerySet[Any]":
    """The rows in this order, or in its mirror image; rows without a value come last (mirrored: first)."""
    keys: list[Any] = []
    for sort in order:
        falling = sort.descending != back
        if sort.nullable:
            nulls: Any = {"nulls_first": True} if back else {"nulls_last": True}
            keys.append(F(sort.name).desc(**nulls) if falling else F(sort.name).asc(**nulls))
        else:
            key = _last_key(queryset, order[0].name) if sort.name == "pk" else F(sort.name)
            keys.append(key.desc() if falling else key.asc())
    return queryset.order_by(*keys)


def page_of(
    queryset: "QuerySet[Any]",
    *,
    sort: str,
    path: str,
    size: int,
    cursor: str = "",
    count: tuple[int, bool] | None = None,
    counted: bool = True,
    reach: Reach | None = None,
) -> Page:
    """One page of `size` rows, whatever its depth, and their number, unless the `count` is known already. Where it need not
    be `counted`, it is told if one page holds all, and in the order of names, which goes another way through long lists;
    `reach` says where all of the rows lie, so that names are passed over which stand on none of them.

    The rows are one query, two across the edge to rows without a value; some more where very many are put in the order of
    names. Raises Refused for a cursor that is not ours.
    """
    order = order_of(queryset, path, descending=sort.startswith("-"))
    names = names_of(queryset, path)
    total, capped = None, False
    if count or counted or names:
        total, capped = count or quick_count(queryset)
    mark = _read_cursor(cursor, sort, length=len(order)) if cursor else None
    back = bool(mark and mark.back)
    cut = keyset.cut(
        _fetch(
            queryset,
            order,
            mark,
            back=back,
            limit=size + 1,
            names=names if capped else None,
            reach=reach,
        ),
        size=size,
        place_of=lambda row: [_sort_value(row, column.name) for column in order],
        back=back,
        first=mark is None,
    )
    page = Page(rows=cut.rows)
    page.first_number = _first_number(mark, len(cut.rows)) if cut.rows else 0
    if cut.previous is not None:
        page.previous = _cursor([sort, page.first_number, *cut.previous], back=True)
    if cut.next is not None:
        page.next = _cursor([sort, page.last_number, *cut.next], back=False)
    page.total, page.capped = total, capped
    if total is None and mark is None and not page.next:
        page.total = len(page.rows)
    elif total is not None and capped:
        page.total = max(total, page.last_number)
    return page


def _fetch(
    queryset: "QuerySet[Any]",
    order: list[Sort],
    mark: Mark | None,
    *,
    back: bool,
    limit: int,
    names: Names | None = None,
    reach: Reach | None = None,
) -> list[Any]:
    """Rows behind the mark. Rows without a value stand at the end and are asked for apart, so that an index of the
    column serves the others."""
    first, *rest = order
    last = rest[-1]
    if not first.nullable:
        return _named(queryset, order, mark, back=back, limit=limit, names=names, reach=reach)
    with_value = (
        queryset.filter(**{f"{first.name}__isnull": False}),
        [Sort(first.name, first.descending), *rest],
    )
    without = queryset.filter(**{f"{first.name}__isnull": True}), [last]
    parts = [without, with_value] if back else [with_value, without]
    if mark is not None and (mark.place[0] is None) != back:
        parts = parts[1:]
    found: list[Any] = []
    for rows, keys in parts:
        if len(found) < limit:
            part = names if len(keys) > 1 else None
            found += _named(rows, keys, mark, back=back, limit=limit - len(found), names=part, reach=reach)
            mark = None
    return found


def _named(
    rows: "QuerySet[Any]",
    order: list[Sort],
    mark: Mark | None,
    *,
    back: bool,
    limit: int,
    names: Names | None,
    reach: Reach | None,
) -> list[Any]:
    """As `_part`; with `names`, one name after the other, and the last of them together."""
    if names is None:
        return _part(rows, order, mark, back=back, limit=limit)
    beyond = (mark.place[0], mark.place[1]) if mark else None
    falling = order[0].descending != back
    keys = list(keys_in_order(names, falling=falling, beyond=beyond, limit=MOST_NAMES, reach=reach).items())
    found: list[Any] = []
    for key, its_own in keys[:NAMES]:
        if len(found) < limit:
            here = mark if mark and mark.place[1] == key else None
            found += _part(rows.filter(its_own), order[2:], here, back=back, limit=limit - len(found))
    if len(found) < limit and len(keys) > NAMES:
        others = [key for key, _its_own in keys[NAMES:]]
        together = rows.filter(**{f"{names.key}_id__in": others})
        found += _part(together, order, None, back=back, limit=limit - len(found))
    return found


def _part(
    rows: "QuerySet[Any]", order: list[Sort], mark: Mark | None, *, back: bool, limit: int
) -> list[Any]:
    found = in_order(rows, order, back=back)
    if mark is not None:
        found = found.filter(_beyond(order, Mark(mark.place[-len(order) :], mark.number, mark.back)))
    return list(found[:limit])


def count_of(queryset: "QuerySet[Any]", *, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows match, and whether counting stopped at the cap."""
    found = queryset.order_by().values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


def _beyond(order: list[Sort], mark: Mark) -> Q:
    """Rows behind the mark. The first column's bound stands outside the alternatives, where an index can use it."""
    found = Q(pk__in=[])
    for lookups in keyset.seek(order, mark.place, back=mark.back):
        found |= Q(**lookups)
    first, value = order[0], mark.place[0]
    return Q(**{f"{first.name}__{'lte' if first.descending != mark.back else 'gte'}": value}) & found


def _nullable(queryset: "QuerySet[Any]", path: str) -> bool:
    if path in queryset.query.annotations:
        return True
    model: Any = queryset.model
    for step in path.split("__"):
        found = model._meta.pk if step == "pk" else model._meta.get_field(step)
        if found.null:
            return True
        model = found.related_model
    return False


def _first_number(mark: Mark | None, count: int) -> int:
    if mark is None:
        return 1
    return max(1, mark.number - count) if mark.back else mark.number + 1


def _sort_value(row: Any, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        value = None if value is None else getattr(value, step)
    return Decimal(repr(value)) if isinstance(value, float) else value


def _cursor(values: list[Any], *, back: bool) -> str:
    return keyset.encode(values, back=back, key=settings.SECRET_KEY.encode())


def _read_cursor(cursor: str, sort: str, *, length: int) -> Mark:
    """Ours alone: the cursor is signed, and holds only for the order it was made in."""
    try:
        (told, number, *place), back = keyset.decode(cursor, key=settings.SECRET_KEY.encode())
    except ValueError as error:
        raise _damaged() from error
    if told != sort or len(place) != length:
        raise _damaged()
    return Mark(place, number, back)


def _damaged() -> Refused:
    return Refused(
        _("The address of this page is damaged. Go back to the first page of the list."), field="cursor"
    )
