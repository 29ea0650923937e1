"""Filling in: one matter's fields at once, or those of up to 500 matters from a file or a bulk act."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.fields.models import CustomField, FieldType, FieldValue
from gongjian.core.fields.setting_up import (
    CHANGEABLE,
    bring_back_field,
    change_field,
    make_field,
    retire_field,
    set_choices,
)
from gongjian.core.fields.values import COLUMNS, held_by, in_words, stored
from gongjian.core.items.actions import record_act
from gongjian.core.items.acts import in_my_hands
from gongjian.core.items.models import Item, Step
from gongjian.core.people.access import Access, access_of
from gongjian.core.refusal import Refused
from gongjian.core.search.indexing import index_extras

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

__all__ = [
    "CHANGEABLE",
    "bring_back_field",
    "change_field",
    "make_field",
    "may_fill",
    "retire_field",
    "set_choices",
    "set_values",
    "set_values_in_bulk",
]
CHUNK = 500
Given = Mapping[str, Any]


@dataclass(slots=True)
class Change:
    """What becomes different on one matter: label → words before and after, and the rows to write."""

    item: Item
    words: dict[str, list[str]] = field(default_factory=dict)
    rows: list[FieldValue] = field(default_factory=list)
    texts: bool = False


def may_fill(item: Item, access: Access) -> bool:
    """Whether this person may fill in the matter's fields."""
    return access.may("fields.fill", item.area_path) or in_my_hands(item, access)


@transaction.atomic
def set_values(
    item: Item, values: Given, *, actor: "Person | None", now: dt.datetime, access: Access | None = None
) -> dict[str, list[str]]:
    """Fill in, change or empty (None) fields of one matter, by slug; what is not named stays. Returns what changed:
    label → words before and after. Raises Refused for an unknown field, a value that does not fit, a required field
    emptied, or a person who may not. An unchanged value leaves no row in the timeline or the trail."""
    locked = Item.objects.select_for_update(of=("self",)).select_related("office").get(pk=item.pk)
    if actor is not None:
        access = access or access_of(actor, today=timezone.localdate(now))
        if not may_fill(locked, access):
            raise Refused(_("You do not fill in the fields of this matter."), code="not_allowed")
    return _write({locked.pk: values}, {locked.pk: locked}, actor=actor, now=now)[locked.pk]


@transaction.atomic
def set_values_in_bulk(
    values: Mapping[int, Given], *, actor: "Person | None", now: dt.datetime, with_steps: bool = True
) -> dict[int, dict[str, list[str]]]:
    """The same for at most 500 matters, in a number of queries that does not depend on their number. The caller has
    checked who may. Without steps nothing is told in the timeline (for what was just opened with these values)."""
    if len(values) > CHUNK:
        raise ValueError(f"at most {CHUNK} matters at a time")
    locked = Item.objects.select_for_update(of=("self",)).select_related("office").order_by("pk")
    items = {item.pk: item for item in locked.filter(pk__in=list(values))}
    return _write(values, items, actor=actor, now=now, with_steps=with_steps)


def _write(
    values: Mapping[int, Given],
    items: Mapping[int, Item],
    *,
    actor: "Person | None",
    now: dt.datetime,
    with_steps: bool = True,
) -> dict[int, dict[str, list[str]]]:
    fields = _fields_of(items.values())
    held = _held(items)
    today = timezone.localdate(now)
    changes = []
    for pk, given in values.items():
        item = items[pk]
        known = fields[(item.office_id, item.kind)]
        changes.append(_change(item, given, known, held.get(pk, {}), today=today, now=now))
    found = [change for change in changes if change.words]
    rows = [row for change in found for row in change.rows]
    FieldValue.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item", "field"], batch_size=CHUNK,
        update_fields=["text", "number", "day", "yes", "code", "file", "changed_at"],
    )  # fmt: skip
    if with_steps:
        Step.objects.bulk_create([_step(change, actor=actor, now=now) for change in found])
    for change in found:
        record_act(change.item, "set_fields", actor=actor, changes=change.words, now=now)
    if retold := [change.item.pk for change in found if change.texts]:
        index_extras(texts_of(retold))
    return {change.item.pk: change.words for change in changes}


def _change(
    item: Item,
    given: Given,
    known: Mapping[str, CustomField],
    held: Mapping[int, FieldValue],
    *,
    today: dt.date,
    now: dt.datetime,
) -> Change:
    change = Change(item)
    for slug, value in given.items():
        if slug not in known:
            raise Refused(_("This kind of matter has no field “%(name)s”.") % {"name": slug[:40]}, field=slug)
        one = known[slug]
        before = held_by(one, held.get(one.pk))
        after = stored(one, value, today=today, before=before)
        if after is None and one.required and before is not None:
            raise Refused(_("%(field)s must not be empty.") % {"field": one.label}, field=one.name)
        if after == before:
            continue
        change.words[one.label] = [in_words(one, before), in_words(one, after)]
        change.rows.append(_row(item, one, after, now=now))
        change.texts = change.texts or one.type in (FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES)
    return change


def _row(item: Item, one: CustomField, after: Any, *, now: dt.datetime) -> FieldValue:
    row = FieldValue(item=item, field=one, changed_at=now)
    column = COLUMNS[FieldType(one.type)]
    setattr(row, column, "" if after is None and column in ("text", "code") else after)
    return row


def _step(change: Change, *, actor: "Person | None", now: dt.datetime) -> Step:
    lines = [
        _("%(field)s: %(before)s → %(after)s")
        % {"field": label, "before": before or "—", "after": after or "—"}
        for label, (before, after) in change.words.items()
    ]
    state = change.item.state
    return Step(
        item=change.item,
        move="set_fields",
        source=state,
        target=state,
        actor=actor,
        note="\n".join(lines),
        at=now,
    )


def _fields_of(items: Iterable[Item]) -> dict[tuple[int, str], dict[str, CustomField]]:
    """Live fields by office and kind, then by slug: one query."""
    found: dict[tuple[int, str], dict[str, CustomField]] = defaultdict(dict)
    wanted = {(item.office_id, item.kind) for item in items}
    live = CustomField.objects.live().filter(office__in={office for office, _kind in wanted})
    for one in live.with_lines():
        found[(one.office_id, one.kind)][one.slug] = one
    return found


def _held(items: Iterable[int]) -> dict[int, dict[int, FieldValue]]:
    found: dict[int, dict[int, FieldValue]] = defaultdict(dict)
    for row in FieldValue.objects.filter(item__in=list(items)).select_related("file"):
        found[row.item_id][row.field_id] = row
    return found


def texts_of(items: Sequence[int]) -> dict[int, str]:
    """What a matter can also be found by: the words in its fields."""
    found: dict[int, list[str]] = {pk: [] for pk in items}
    types = (FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES)
    rows = FieldValue.objects.filter(item__in=items, field__type__in=types)
    for row in rows.select_related("field").prefetch_related("field__choices").order_by("field__order"):
        found[row.item_id].append(in_words(row.field, held_by(row.field, row)))
    return {pk: "\n".join(word for word in words if word) for pk, words in found.items()}
