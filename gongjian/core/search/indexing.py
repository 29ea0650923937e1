"""Putting items into the index: what is written there is masked, and stands in the transaction that writes the text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from gongjian.core.compiled import Compiled
from gongjian.core.search import schema
from gongjian.core.search.models import SearchText
from gongjian.core.search.words import marks_of, words_of
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text

if TYPE_CHECKING:
    from gongjian.core.items.models import Item, Step

MOST_SAID = 20_000
SILENT = ("set_fields",)  # steps that repeat what is indexed of itself
COLUMNS = ("text", "extra", "said", "words", "marks")
Row = tuple[int, str, str, str, str, str]


def index(item: "Item", text: str) -> None:
    """Let an item be found by its title, its place, what was said about it and `text`, which replaces an earlier one.

    Telephone and identity numbers are masked first. Call it in the transaction that writes the text.
    """
    index_many([(item, text)])


def index_new(item: "Item", text: str) -> None:
    """`index` of an item that was opened a moment ago and of which nothing was said yet: one query."""
    _write([row_of(item, text, "", "")])


def index_many(items_with_texts: "Sequence[tuple[Item, str]]") -> None:
    """`index` for many items at once: as many queries for five hundred as for one."""
    if not items_with_texts:
        return
    ids = [item.pk for item, _text in items_with_texts]
    said = said_of(ids)
    extras = dict(SearchText.objects.filter(item__in=ids).exclude(extra="").values_list("item", "extra"))
    _write(
        [
            row_of(item, text, extras.get(item.pk, ""), said.get(item.pk, ""))
            for item, text in items_with_texts
        ]
    )


def index_extras(texts: Mapping[int, str]) -> None:
    """Words beside an item's own text, by item id: they stay when the text itself is indexed anew, and replace the
    extra words from before. Items that are not in the index are left out of it. Two queries, however many."""
    rows = SearchText.objects.filter(item__in=list(texts)).values_list("item_id", "text", "said", "marks")
    _write([_row(pk, text, _masked(texts[pk]), said, marks) for pk, text, said, marks in rows])


def hear_again(item_ids: Sequence[int]) -> None:
    """Take in what steps and captions say by now of items that stand in the index."""
    rows = list(SearchText.objects.filter(item__in=item_ids).values_list("item_id", "text", "extra", "marks"))
    said = said_of([row[0] for row in rows]) if rows else {}
    _write([_row(pk, text, extra, said.get(pk, ""), marks) for pk, text, extra, marks in rows])


_OF_ITEM: Compiled[SearchText] = Compiled(
    lambda pk: SearchText.objects.filter(item=pk).values_list("text", "extra", "said", "marks"), pk=-1
)


def hear_step(step: "Step") -> None:
    """Take in what a new step says, where its item stands in the index: two queries. As `said_of` would tell it."""
    notes = [_masked(note) for note in (step.note, step.public_note) if note]
    if not notes or step.move in SILENT:
        return
    for text, extra, said, marks in _OF_ITEM.rows(pk=step.item_id):
        told = "\n".join([said, *notes] if said else notes)[:MOST_SAID]
        _write([_row(step.item_id, text, extra, told, marks)])


def row_of(item: "Item", text: str, extra: str, said: str) -> Row:
    """What `index` writes for an item: id, text, extra words, what was said, words, marks."""
    whole = _masked("\n".join(part for part in (item.title, item.place, text) if part))
    return _row(item.pk, whole, extra, said, marks_of(item.number))


def _row(pk: int, text: str, extra: str, said: str, marks: str) -> Row:
    return pk, text, extra, said, words_of(f"{text}\n{extra}\n{said}"), marks


def _masked(text: str) -> str:
    return mask_text(clean_text(text)).text


def said_of(item_ids: Iterable[int]) -> Mapping[int, str]:
    """Per item the captions of its pictures, then the notes of its steps in the order in which they were written (a clock may
    have been set back meanwhile), each masked; two queries."""
    from gongjian.core.files.models import Attachment
    from gongjian.core.items.models import Step

    ids, found = list(item_ids), dict[int, list[str]]()
    captions = Attachment.objects.filter(item__in=ids).exclude(caption="").order_by("at", "pk")
    for pk, caption in captions.values_list("item_id", "caption"):
        found.setdefault(pk, []).append(caption)
    steps = Step.objects.filter(~Q(note="") | ~Q(public_note=""), item__in=ids)
    steps = steps.exclude(move__in=SILENT).order_by("pk")
    for pk, *notes in steps.values_list("item_id", "note", "public_note"):
        found.setdefault(pk, []).extend(note for note in notes if note)
    return {pk: "\n".join(map(_masked, notes))[:MOST_SAID] for pk, notes in found.items()}


def _write(rows: Sequence[Row]) -> None:
    """One statement for all of them; place and tags come from the items as they stand."""
    if not rows:
        return
    postgresql = connection.vendor == "postgresql"
    place = schema.POSTGRESQL_PLACE if postgresql else schema.SQLITE_PLACE
    tags = schema.POSTGRESQL_TAGS if postgresql else schema.SQLITE_TAGS
    names = ("id", *COLUMNS)
    if postgresql:
        given = f"unnest(%s::bigint[]{', %s::text[]' * len(COLUMNS)}) AS g ({', '.join(names)})"
        params: list[Any] = [list(column) for column in zip(*rows, strict=True)]
    else:
        parts = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names))
        given, params = f"(SELECT {parts} FROM json_each(%s)) AS g", [json.dumps(rows, ensure_ascii=False)]
    changed = ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS, "place", "tags"))
    statement = (
        f"INSERT INTO search_searchtext (item_id, {', '.join(COLUMNS)}, place, tags)"
        f" SELECT i.id, {', '.join(f'g.{name}' for name in COLUMNS)}, {place.format(i='i')}, {tags.format(i='i')}"
        f" FROM {given} JOIN items_item AS i ON i.id = g.id WHERE true"
        f" ON CONFLICT (item_id) DO UPDATE SET {changed}"
    ).replace("'%s'", "'%%s'")
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
