"""Two communities of one office and a third of another, each with a copy of all that the seeds make; every text is a canary.

Keys are new, and no number is the key of two rows, whatever their models: an id in an address names one row of one twin.
"""

import itertools
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Model

from gongjian.core.areas.models import Area, Level
from gongjian.core.feeds.models import FeedAddress
from gongjian.core.files.models import Attachment
from gongjian.core.files.store import path_of
from gongjian.core.invites.models import Invite
from gongjian.core.invites.tokens import token_of as invite_token
from gongjian.core.items.models import Item
from gongjian.core.ledgers.later import path_of as export_of
from gongjian.core.ledgers.models import LedgerFile
from gongjian.core.privacy.sealing import seal
from gongjian.core.search import index_many
from gongjian.core.trail.models import TrailRow
from gongjian.lib.bearer import digest_of
from gongjian.modules.reports.follow import token_of as report_token
from gongjian.modules.reports.models import Report
from tests.cast import make_area
from tests.conformance.access.belonging import Shared, columns, copied_models, is_of_a_community, label
from tests.conformance.access.marks import CHINESE, LENGTH, Aviary
from tests.conformance.access.patterns import thinned, with_made_up, with_sealed_words
from tests.conformance.world import World, text_columns

Kind = type[Model]
NAMED_BY_MODEL = (("model", "object_id"), ("source_model", "source_id"), ("target_model", "target_id"),
                  ("about_model", "about_id"))  # fmt: skip
"""Columns that name a row of any model."""
WRITTEN_FREELY = ("note", "reason", "text", "answer", "request", "comment", "help", "caption", "public_note", "place",
                  "withdrawn_why", "end_reason", "phone")  # fmt: skip
"""Columns of core in which somebody may write where the seeds leave them empty."""
FIRST, APART = 100_000, 9_000
MOST_TRAIL = 500


@dataclass
class Twin:
    """One side: "A" and "B" are communities of the office "X", "C" is one of the office "Y"."""

    side: str
    office: Area
    area: Area
    known: dict[tuple[Kind, Any], Any] = field(default_factory=dict)

    def keys(self, model: Kind) -> list[Any]:
        """The keys of its own rows of a model."""
        return [new for (kind, _old), new in self.known.items() if kind is model]


@dataclass
class Twins:
    """All sides, and the texts in them."""

    aviary: Aviary
    sides: dict[str, Twin]
    uids: dict[Any, tuple[str, Kind]] = field(default_factory=dict)
    numbers: dict[int, tuple[str, Kind]] = field(default_factory=dict)


_numbers = itertools.count(FIRST)


def make_twins(world: World) -> Twins:
    """Copy what hangs on the home office as a whole twice, what lies in its communities three times."""
    district = world.home.parent
    assert district is not None
    aviary, made = Aviary(), {}
    for name in "XY":
        office = make_area(f"{name}街道办事处", level=Level.SUBDISTRICT, parent=district)
        made[name] = Twin(name, office, office)
    for name, above in (("A", "X"), ("B", "X"), ("C", "Y")):
        office = made[above].office
        area = make_area(f"{name}社区居委会", level=Level.COMMUNITY, parent=office, office=office)
        make_area(f"{name}第1网格", level=Level.GRID, parent=area, office=office)
        made[name] = Twin(name, office, area)
    twins = Twins(aviary, made)
    shared = Shared()
    rows = with_sealed_words(with_made_up(thinned(rows_of(world), shared)))
    for side, above in (("X", ""), ("Y", ""), ("A", "X"), ("B", "X"), ("C", "Y")):
        part = {model: some for model, some in rows.items() if is_of_a_community(model) != (side in "XY")}
        _Copier(twins, made[side], made[above] if above else None, shared).copy(part)
    return twins


def rows_of(world: World) -> dict[Kind, list[Any]]:
    """What of the home office is copied: all rows, by model."""
    found: dict[Kind, list[Any]] = {}
    for model in copied_models():
        rows = model._base_manager.order_by("pk")
        if any(column.name == "office" for column in columns(model)):
            rows = rows.filter(office=world.home)
        found[model] = list(rows[:MOST_TRAIL] if model is TrailRow else rows)
    return found


class _Copier:
    """Copies rows to one side; what they point to there is the copy, or what their office has of it."""

    def __init__(self, twins: Twins, twin: Twin, above: Twin | None, shared: Shared) -> None:
        self.twins, self.twin, self.above, self.shared = twins, twin, above, shared

    def copy(self, rows: Mapping[Kind, list[Any]]) -> None:
        """All of them, without those that need something that is not copied."""
        kept = self._whole(rows)
        for model, some in kept.items():
            for row in some:
                if model._meta.pk.remote_field is None:
                    self.twin.known[model, row.pk] = self._new_key(model)
        waiting = list(kept)
        while waiting:  # rows whose key is that of another row wait for it
            ready = [model for model in waiting if self._keys_known(model, kept)]
            assert ready, f"keys in a circle: {waiting}"
            for model in ready:
                self._remember(model, kept[model])
            waiting = [model for model in waiting if model not in ready]
        for model, some in kept.items():
            made = [_with_secret(self._copied(row), self.twin.side) for row in some]
            model._base_manager.bulk_create(made, batch_size=200)
            for old, new in zip(some, made, strict=True):
                _write_file(old, new, self.twins.aviary, self.twin.side)
        self._index(kept.get(Item, []))

    def _new_key(self, model: Kind) -> Any:
        if model._meta.pk.get_internal_type() == "UUIDField":
            return uuid.uuid4()
        return next(_numbers)

    def _keys_known(self, model: Kind, kept: Mapping[Kind, list[Any]]) -> bool:
        above = model._meta.pk.remote_field
        if above is None or above.model is Area or not kept[model]:
            return True
        return self._there(above.model, kept[model][0].pk) is not None

    def _remember(self, model: Kind, rows: list[Any]) -> None:
        above = model._meta.pk.remote_field
        for row in rows:
            if above is not None:
                key = self.twin.office.pk if above.model is Area else self._there(above.model, row.pk)
                self.twin.known[model, row.pk] = key
            self.twins.numbers.setdefault(self.twin.known[model, row.pk], (self.twin.side, model))

    def _there(self, model: Kind, key: Any) -> Any:
        found = self.twin.known.get((model, key))
        return found if found is not None or self.above is None else self.above.known.get((model, key))

    def _whole(self, rows: Mapping[Kind, list[Any]]) -> dict[Kind, list[Any]]:
        """Without rows that point, where they must, to one that is not copied; asked until nothing changes."""
        kept = dict(rows)
        while True:
            keys = {model: {row.pk for row in some} for model, some in kept.items()}
            left = {
                model: [row for row in some if self._may_stand(row, keys)] for model, some in kept.items()
            }
            if all(len(left[model]) == len(some) for model, some in kept.items()):
                return left
            kept = left

    def _may_stand(self, row: Any, keys: Mapping[Kind, set[Any]]) -> bool:
        for column in columns(type(row)):
            target = column.related_model
            if target is None or target is Area or column.null:
                continue
            key = getattr(row, column.attname)
            there = key in keys[target] if target in keys else self._there(target, key) is not None
            if not there and not self.shared.holds(target, key):
                return False
        return True

    def _copied(self, row: Any) -> Any:
        model = type(row)
        values = {column.attname: self._value(row, column) for column in columns(model)}
        for names, ids in NAMED_BY_MODEL:
            if names in values and ids in values:
                values[ids] = self._pointed(values[names], values[ids])
        made = model(**values)
        for column in columns(model):
            if column.name.endswith("_sealed") and getattr(row, column.attname):
                setattr(made, column.attname, self._sealed(made, column))
        return made

    def _value(self, row: Any, column: Any) -> Any:
        value = getattr(row, column.attname)
        if column.primary_key:
            return self.twin.known[type(row), row.pk]
        if column.related_model is Area:
            if column.name == "office":
                return self.twin.office.pk
            return None if value is None else self.twin.area.pk
        if column.related_model is not None:
            found = self._there(column.related_model, value)
            return (
                value if found is None and value and self.shared.holds(column.related_model, value) else found
            )
        if column.name == "area_path":
            return self.twin.area.path
        if column.get_internal_type() == "UUIDField":
            made = uuid.uuid4()
            self.twins.uids[made] = (self.twin.side, type(row))
            return made
        if value is None or column.name.endswith("_sealed"):
            return value
        return self._written(row, column, value)

    def _written(self, row: Any, column: Any, value: Any) -> Any:
        """A canary where somebody wrote, other values as they are, digests and sign-in names anew."""
        side, name = self.twin.side, f"{label(type(row))}.{column.name}"
        if column.get_internal_type() == "JSONField":
            return _in_json(value, lambda: self.twins.aviary.text(side, name, row.pk))
        if isinstance(value, int) and side == "B" and _clashes(type(row), column):
            return value + APART
        if not isinstance(value, str):
            return value
        if column.unique:
            return secrets.token_hex(32)[: column.max_length or 32]
        if name == "items.Item.number":
            return self.twins.aviary.text(side, name, row.pk)
        if (column.max_length is not None and column.max_length < LENGTH) or column.choices:
            return value
        if CHINESE.search(value) or (not value and _is_free(type(row), column)):
            return self.twins.aviary.text(side, name, row.pk)
        if value and side == "B" and _clashes(type(row), column):
            return f"{value}b"[-(column.max_length or 40) :]
        return value

    def _sealed(self, made: Any, column: Any) -> Any:
        name = f"{label(type(made))}.{column.name}"
        if column.name.startswith("seed"):
            return seal(made, column.name, secrets.token_hex(32))
        new = self.twins.aviary.telephone if "phone" in column.name else self.twins.aviary.text
        return seal(made, column.name, new(self.twin.side, name, made.pk))

    def _pointed(self, name: str, key: Any) -> Any:
        for model in copied_models():
            if model._meta.label_lower == str(name).lower() and key:
                found = self._there(model, int(key) if str(key).isdigit() else key)
                return key if found is None else type(key)(found)
        return key

    def _index(self, rows: list[Any]) -> None:
        items = Item.objects.filter(pk__in=[self.twin.known[Item, row.pk] for row in rows])
        texts = [
            (item, self.twins.aviary.text(self.twin.side, "search.SearchText.text", item.pk))
            for item in items
        ]
        for start in range(0, len(texts), 200):
            index_many(texts[start : start + 200])


def _clashes(model: Kind, column: Any) -> bool:
    """Whether a number is unique among rows of one thing that A and B have in common."""
    if isinstance(column, BooleanField):
        return False
    for one in model._meta.constraints:
        names = getattr(one, "fields", ())
        others = [model._meta.get_field(name).related_model for name in names if name != column.name]
        if column.name in names and not any(other and is_of_a_community(other) for other in others):
            return True
    return False


def _is_free(model: Kind, column: Any) -> bool:
    if label(model).split(".")[0] and model.__module__.startswith("gongjian.modules."):
        return column in list(text_columns(model))
    return column.name in WRITTEN_FREELY


def _in_json(value: Any, new: Any) -> Any:
    if isinstance(value, str):
        return new() if CHINESE.search(value) else value
    if isinstance(value, list):
        return [_in_json(one, new) for one in value]
    if isinstance(value, dict):
        return {key: _in_json(one, new) for key, one in value.items()}
    return value


def _with_secret(row: Any, side: str) -> Any:
    """The digest of a secret that can be said again, where the row is reached by one."""
    if isinstance(row, Report):
        row.follow_hash = digest_of(report_token(row))
    if isinstance(row, Invite):
        row.digest = digest_of(invite_token(row))
    if isinstance(row, FeedAddress):
        row.digest = digest_of(f"secret-of-{side}")
    return row


def _write_file(old: Any, new: Any, aviary: Aviary, side: str) -> None:
    """The bytes of a file: its own where it is a picture, with a canary at their end; else a canary alone."""
    if isinstance(new, LedgerFile):
        export_of(new).parent.mkdir(parents=True, exist_ok=True)
        export_of(new).write_text(aviary.text(side, "ledgers.LedgerFile (bytes)", new.pk))
    if not isinstance(new, Attachment):
        return
    source = path_of(old.uid, kind=old.kind)
    data = source.read_bytes() if new.is_picture and source.exists() else b""
    place = path_of(new.uid, kind=new.kind)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data + aviary.text(side, "files.Attachment (bytes)", new.pk).encode())
