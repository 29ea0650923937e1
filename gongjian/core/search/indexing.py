"""Putting items into the index, and finding them again, on both databases."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from gongjian.core.search.models import SearchText
from gongjian.core.search.words import phrases_of, words_of
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text

if TYPE_CHECKING:
    from gongjian.core.items.models import Item, ItemQuerySet

SHORTEST_NUMBER = 3


def index(item: "Item", text: str) -> None:
    """Let an item be found by its title, its place and `text`; replaces what was indexed before.

    Telephone and identity numbers are masked first. Call it in the transaction that writes the text.
    """
    index_many([(item, text)])


def index_many(items_with_texts: "Sequence[tuple[Item, str]]") -> None:
    """`index` for many items at once: as many queries for five hundred as for one."""
    rows = [_row(item, text) for item, text in items_with_texts]
    SearchText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=["text", "words"]
    )


def _row(item: "Item", text: str) -> SearchText:
    whole = mask_text(clean_text("\n".join(part for part in (item.title, item.place, text) if part))).text
    return SearchText(item=item, text=whole, words=words_of(whole))


def matching(queryset: "ItemQuerySet", q: str) -> "ItemQuerySet":
    """Items of the queryset that hold every word of `q` anywhere, in a row as typed, or whose number begins with it.

    Words are parted by spaces and may be of one character. Nothing typed, or only signs, matches nothing.
    """
    words = [word for word in q.split() if phrases_of(word)]
    if not words:
        return queryset.none()
    for word in words[:8]:
        queryset = queryset.filter(_holds(word))
    return queryset


def _holds(word: str) -> Q:
    [phrase] = phrases_of(word)
    condition = Q(pk__in=_found(phrase))
    if len(word) >= SHORTEST_NUMBER and word.isascii():
        condition |= _numbered(word.upper())
    return condition


def _numbered(start: str) -> Q:
    from gongjian.core.items.models import Item

    if connection.vendor == "postgresql":
        found = Item.objects.filter(number__startswith=start)
    else:  # LIKE folds case there and leaves the index aside
        found = Item.objects.filter(number__gte=start, number__lt=start + "\U0010ffff")
    return Q(pk__in=found.order_by().values("pk"))


def _found(phrase: list[str]) -> RawSQL:
    spaced = " ".join(phrase)
    if connection.vendor != "postgresql":
        return RawSQL("SELECT rowid FROM search_words WHERE search_words MATCH %s", [f'"{spaced}"'])
    pairs = [" ".join(pair) for pair in pairwise(phrase)]
    statement = "SELECT item_id FROM search_searchtext WHERE search_grams(words) @> %s::text[]"
    params: list[object] = [pairs or phrase]
    if len(phrase) > 2:  # all pairs are there: now also in a row?
        statement += " AND position(%s IN ' ' || words || ' ') > 0"
        params.append(f" {spaced} ")
    return RawSQL(statement, params)
