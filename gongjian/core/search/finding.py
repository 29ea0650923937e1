"""Finding items: a page of what somebody may read, and the condition by which a list is narrowed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused
from gongjian.core.search.asking import Wanted, filter_tags, scope_tags, words_wanted
from gongjian.core.search.models import SearchText
from gongjian.core.search.places import Sql, by_index, every_word_in, long_words, match_text, places
from gongjian.core.search.schema import LARGEST_ID, id_of
from gongjian.lib import keyset

if TYPE_CHECKING:
    from gongjian.core.items.models import Item, ItemQuerySet

FEW = 10_000
SHARE = 200  # of the newest rows one in so many


@dataclass(slots=True)
class Found:
    """Items, newest first, and the cursors of the pages before and after (empty: there is none)."""

    items: "list[Item]" = field(default_factory=list)
    previous: str = ""
    next: str = ""


def find(
    access: Access,
    q: str,
    *,
    kinds: Sequence[str] = (),
    paths: Sequence[str] = (),
    state: str = "",
    size: int = 30,
    cursor: str = "",
) -> Found:
    """A page of the items that hold every word of `q`, or whose number begins so, among what the person may read.

    `paths` are area paths, `state` is "open", "closed" or "". Newest first, by the minute they came in. Raises Refused
    for a cursor that is not ours.
    """
    tags = (scope_tags(access), *filter_tags(kinds=kinds, paths=paths, state=state))
    wanted = Wanted(words_wanted(q), tags)
    mark, back = _read(cursor) if cursor else (None, False)
    found = places(wanted, limit=size + 1, beyond=mark, back=back)
    cut = keyset.cut(found, size=size, place_of=lambda place: [place], back=back, first=mark is None)
    return Found(
        _items(access, cut.rows),
        previous=_cursor(cut.previous, back=True) if cut.previous else "",
        next=_cursor(cut.next, back=False) if cut.next else "",
    )


def _items(access: Access, found: Sequence[int]) -> "list[Item]":
    """In the order found. The index proposes; what the person may read is decided by the items themselves."""
    from gongjian.core.items.models import Item

    ids = [id_of(place) for place in found]
    seen = Item.objects.visible_to(access).select_related("area", "unit").in_bulk(ids) if ids else {}
    return [seen[pk] for pk in ids if pk in seen]


def matching(queryset: "ItemQuerySet", q: str) -> "ItemQuerySet":
    """Items of the queryset that hold every word of `q` anywhere, in a row as typed, or whose number begins with it.

    Words are parted by spaces and may be of one character. Nothing typed, or only signs, matches nothing.
    """
    return queryset.filter(holding(q, path="pk"))


def holding(q: str, *, path: str) -> Q:
    """The condition that the item at `path` ("pk": the row itself) holds every word of `q`.

    What is rare is taken from the index; what is common is read row by row, so that a list that is walked in an order of
    its own is done as soon as its page is full.
    """
    wanted = Wanted(words_wanted(q))
    if not wanted.words:
        return Q(pk__in=[])
    if _is_common(wanted):
        test = every_word_in(wanted)
        rows = SearchText.objects.filter(item_id=OuterRef(path))
        return Q(Exists(rows.filter(RawSQL(test.text, test.values, output_field=BooleanField()))))
    return Q(**{f"{path}__in": _ids(wanted)})


def _is_common(wanted: Wanted) -> bool:
    if connection.vendor != "postgresql":
        return len(places(wanted, limit=FEW)) == FEW
    test = every_word_in(wanted)
    newest = f"SELECT words, marks FROM search_searchtext ORDER BY place DESC LIMIT {FEW // 5}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({newest}) AS near WHERE {test.text}", test.values)
        return bool(cursor.fetchone()[0] > FEW // 5 // SHARE)


def _ids(wanted: Wanted) -> RawSQL:
    if connection.vendor == "postgresql":
        test = by_index(wanted)
        return RawSQL(f"SELECT item_id FROM search_searchtext WHERE {test.text}", test.values)
    test = Sql()
    test.add("search_words MATCH %s", match_text(wanted))
    statement = f"SELECT search_words.rowid & {LARGEST_ID} FROM search_words"
    longer = every_word_in(long_words(wanted), row="s.")
    if longer.conditions:
        statement += " CROSS JOIN search_searchtext AS s ON s.place = search_words.rowid"
    test.add(longer.text, *longer.values)
    return RawSQL(f"{statement} WHERE {test.text}", test.values)


def _cursor(place: list[int], *, back: bool) -> str:
    return keyset.encode(place, back=back, key=settings.SECRET_KEY.encode())


def _read(cursor: str) -> tuple[int, bool]:
    try:
        (place,), back = keyset.decode(cursor, key=settings.SECRET_KEY.encode())
        return int(place), back
    except (ValueError, TypeError) as error:
        words = _("The address of this page is damaged. Go back to the first page of the list.")
        raise Refused(words, field="cursor") from error
