"""Putting items into the index, and finding them again, on both databases."""

from collections.abc import Mapping, Sequence
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
EXTRA = "\x1f"
"""Parts an item's own text from the words beside it. No typed text holds it, and it counts as a space."""


def index(item: "Item", text: str) -> None:
    """Let an item be found by its title, its place and `text`; replaces what was indexed before.

    Telephone and identity numbers are masked first. Call it in the transaction that writes the text.
    """
    index_many([(item, text)])


def index_many(items_with_texts: "Sequence[tuple[Item, str]]") -> None:
    """`index` for many items at once: as many queries for five hundred as for one."""
    extras = _extras([item.pk for item, _text in items_with_texts])
    rows = [_row(item, text, extra=extras.get(item.pk, "")) for item, text in items_with_texts]
    SearchText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=["text", "words"]
    )


def index_extras(texts: "Mapping[int, str]") -> None:
    """Words beside an item's own text, by item id: they stay when the text itself is indexed anew, and replace the
    extra words from before. Items that are not in the index are left out of it. Two queries, however many."""
    rows = list(SearchText.objects.filter(item__in=list(texts)))
    for row in rows:
        own = row.text.partition(EXTRA)[0]
        row.text = _joined(own, mask_text(clean_text(texts[row.item_id])).text)
        row.words = words_of(row.text)
    SearchText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=["text", "words"]
    )


def _extras(items: Sequence[int]) -> dict[int, str]:
    found = SearchText.objects.filter(item__in=items, text__contains=EXTRA).values_list("item", "text")
    return {pk: text.partition(EXTRA)[2] for pk, text in found}


def _row(item: "Item", text: str, *, extra: str = "") -> SearchText:
    whole = mask_text(clean_text("\n".join(part for part in (item.title, item.place, text) if part))).text
    whole = _joined(whole, extra)
    return SearchText(item=item, text=whole, words=words_of(whole))


def _joined(own: str, extra: str) -> str:
    return f"{own}{EXTRA}{extra}" if extra else own


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
