"""Making the index anew: what is missing is caught up with, and what differs is told."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Min

from gongjian.core.items.models import Item
from gongjian.core.manifest import manifests
from gongjian.core.search import schema
from gongjian.core.search.indexing import index_many, row_of, said_of
from gongjian.core.search.models import SearchText

CHUNK = 500
SAMPLE = 300


def texts_of(items: Sequence[Item]) -> dict[int, str]:
    """What the items' modules say that they can be found by; "" for kinds whose module says nothing."""
    found = dict.fromkeys((item.pk for item in items), "")
    for module in manifests():
        for kind, texts in module.texts.items():
            if ids := [item.pk for item in items if item.kind == kind]:
                found |= texts(ids)
    return found


def reindex(items: Sequence[Item]) -> None:
    """Index these items from what their modules hold, in the caller's transaction."""
    texts = texts_of(items)
    index_many([(item, texts[item.pk]) for item in items])


def catch_up(now: dt.datetime) -> int:
    """Index what never was, a chunk at a time; says how many. Safe to run again."""
    count = 0
    while items := list(Item.objects.filter(search_text__isnull=True).order_by("pk")[:CHUNK]):
        reindex(items)
        count += len(items)
    return count


@dataclass(slots=True)
class Checked:
    """How many rows were looked at, how many items are missing, and the numbers of items whose row differs."""

    rows: int
    missing: int
    differing: list[str]


def check() -> Checked:
    """Compare some rows, spread over the whole index, with what would be written now."""
    span = SearchText.objects.aggregate(first=Min("item"), last=Max("item"))
    first, last = span["first"] or 0, span["last"] or 0
    step = max(1, (last - first) // SAMPLE)
    ids = list(range(first, last + 1, step))[: SAMPLE + 1]
    items = list(Item.objects.filter(pk__in=ids, search_text__isnull=False).select_related("search_text"))
    texts, said, wrong = texts_of(items), said_of(ids), _misplaced([item.pk for item in items])
    for item in items:
        row = item.search_text
        kept = (item.pk, row.text, row.extra, row.said, row.words, row.marks)
        if kept != row_of(item, texts[item.pk], row.extra, said.get(item.pk, "")):
            wrong.add(item.pk)
    missing = Item.objects.filter(search_text__isnull=True).count()
    return Checked(len(items), missing, [item.number for item in items if item.pk in wrong])


def _misplaced(ids: Sequence[int]) -> set[int]:
    """Rows whose place or tags are not what the item's columns say."""
    postgresql = connection.vendor == "postgresql"
    place, tags = (
        text.format(i="i")
        for text in (
            (schema.POSTGRESQL_PLACE, schema.POSTGRESQL_TAGS)
            if postgresql
            else (schema.SQLITE_PLACE.replace("'%s'", "'%%s'"), schema.SQLITE_TAGS)
        )
    )
    if not ids:
        return set()
    listed = ", ".join(str(int(pk)) for pk in ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT i.id FROM items_item AS i JOIN search_searchtext AS s ON s.item_id = i.id"
            f" WHERE i.id IN ({listed}) AND (s.place <> {place} OR s.tags <> {tags}) AND %s",
            [True],
        )
        return {row[0] for row in cursor.fetchall()}
