"""The item: a row that every kind of matter shares, and its append-only steps."""

import datetime as dt
import time
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from gongjian.core.areas.path import PathField, walked_any, within_any
from gongjian.core.items.flow import Flow, Phase
from gongjian.core.manifest import flow_for, flows
from gongjian.core.people.access import Access

WIDE = 5_000
PHASES = [(phase.value, phase.value) for phase in Phase]


def visible(access: Access, *, to: str = "") -> Q:
    """The condition that the person may read the item: what `ItemQuerySet.visible_to` asks for.

    `to` is the query path from the row asked for to its item ("item__"), so that a list of what hangs on items is
    walked in its own order instead of being looked up in a list of all that she may read.
    """
    if access.person_id is None:
        return Q(pk__in=[])
    if to and reads_little(access):
        return Q(**{f"{to.removesuffix('__')}__in": _few(access)})
    return _readable(access, to) | _involved(access, to)


def reads_little(access: Access) -> bool:
    """Whether so little lies in the person's areas that it is better gathered and sorted than met while a list is walked.

    Asked anew every hour; it decides on the way only, never on what is found.
    """
    asked = tuple(sorted({path for flow in flows().values() for path in access.paths(flow.view)}))
    return _gathered(asked, hour=int(time.time() // 3600))


def _readable(access: Access, to: str) -> Q:
    by_paths: dict[tuple[str, ...], list[str]] = {}
    for kind, flow in flows().items():
        by_paths.setdefault(tuple(access.paths(flow.view)), []).append(kind)
    condition = Q(pk__in=[])
    for paths, kinds in by_paths.items():
        if paths:
            inside = walked_any if to else within_any
            condition |= Q(**{f"{to}kind__in": kinds}) & inside(f"{to}area_path", paths)
    return condition


def _few(access: Access) -> models.QuerySet[Any, Any]:
    """The ids of all that she may read, each way to it by an index of its own: PostgreSQL joins no indexes across an
    alternative that asks another table."""
    if connection.vendor != "postgresql":
        return Item.objects.filter(visible(access)).values("pk")
    ways = [_readable(access, ""), *_parts(access, "")]
    first, *others = (Item.objects.filter(way).order_by().values("pk") for way in ways)
    return first.union(*others, all=True)


def with_a_hand_outside(
    access: Access, paths: "tuple[str, ...]", column: str, *, most: int
) -> list[tuple[int, Any]]:
    """(item's id, value of the column) of items that lie under none of the paths and in which the person or her unit has a
    hand: at most `most` for each way of having one."""
    outside = Item.objects.exclude(within_any("area_path", paths)).order_by()
    ways = [outside.filter(way).values_list("pk", column)[:most] for way in _parts(access, "")]
    return [row for way in ways for row in way]


def _involved(access: Access, to: str) -> Q:
    return reduce(or_, _parts(access, to))


def _parts(access: Access, to: str) -> list[Q]:
    """What she or her unit has a hand in, one condition for each way to it."""
    from gongjian.core.items.models.side import HandOver, Helper

    mine = [Q(**{f"{to}handler_id__in": access.person_ids})]
    if access.unit_ids:
        mine.append(Q(**{f"{to}unit_id__in": access.unit_ids}))
        given = HandOver.objects.filter(unit_id__in=access.unit_ids)
        mine.append(Q(**{f"{to}pk__in": given.values("item_id")}))
    asked = Q(person_id__in=access.person_ids) | Q(unit_id__in=access.unit_ids)
    return [*mine, Q(**{f"{to}pk__in": Helper.objects.filter(asked).values("item_id")})]


@lru_cache(maxsize=1000)
def _gathered(paths: tuple[str, ...], *, hour: int) -> bool:
    """Whether fewer than `WIDE` items lie under the paths."""
    within = Item.objects.filter(within_any("area_path", paths)).order_by()
    return within.values("pk")[:WIDE].count() < WIDE


def may_see(item: "Item", access: Access) -> bool:
    """`visible` of one item that is at hand: most often told without a query, else asked."""
    if access.person_id is None:
        return False
    if item.handler_id in access.person_ids or item.unit_id in access.unit_ids:
        return True
    if access.may(item.flow.view, item.area_path):
        return True
    return Item.objects.filter(_involved(access, ""), pk=item.pk).exists()


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, access: Access) -> "ItemQuerySet":
        """Items of the kinds and areas that the person may read, and those she or her unit has a part in.

        Everything else is as if it were not there: callers answer 404.
        """
        return self.filter(visible(access))

    def of_kind(self, kind: str) -> "ItemQuerySet":
        """Items of one kind."""
        return self.filter(kind=kind)

    def open(self) -> "ItemQuerySet":
        """Items that are not closed."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, now: dt.datetime) -> "ItemQuerySet":
        """Open items whose earliest clock has run out."""
        return self.open().filter(due_at__lt=now)

    def due_between(self, start: dt.datetime, end: dt.datetime) -> "ItemQuerySet":
        """Open items due from `start` on and not later than `end`."""
        return self.open().filter(due_at__gte=start, due_at__lte=end)

    def handed_over(self) -> "ItemQuerySet":
        """Items with an unanswered hand-over."""
        from gongjian.core.items.models.side import HandOver

        live = HandOver.objects.filter(item=OuterRef("pk"), ended_at__isnull=True)
        return self.filter(Exists(live))


class Item(models.Model):
    """One matter in the loop. `state` has one writer: `make_move`. `due_at` and `warn_at` are derived from clocks."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="items", db_index=False)
    area_path = PathField(editable=False)
    place = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    category = models.CharField(max_length=40, blank=True)
    reporter = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="items", db_index=False
    )
    handler = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=30)
    phase = models.CharField(max_length=12, choices=PHASES)
    result = models.CharField(max_length=30, blank=True)
    urgent = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    reopened = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    held_clocks: "list[Any] | None" = None
    """The clocks while an act has them in hand (`items.clocks.hold_clocks`); no column."""

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_item_per_number")]
        indexes = [
            models.Index(fields=["office", "kind", "-opened_at", "-id"], name="item_office_list"),
            models.Index(fields=["-opened_at", "-id"], name="item_newest"),
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="item_by_due"),
            models.Index(
                fields=["closed_at", "id"], condition=Q(closed_at__isnull=False), name="item_by_end"
            ),
            models.Index(fields=["number", "id"], name="item_by_number"),
            models.Index(fields=["state", "id"], name="item_by_state"),
            models.Index(fields=["area_path", "kind", "-opened_at"], name="item_area_list"),
            models.Index(fields=["area", "place", "opened_at"], name="item_same_place"),
            models.Index(fields=["area_path", "id"], name="item_by_area"),
            models.Index(
                fields=["unit", "area_path", "id"], condition=Q(unit__isnull=False), name="item_by_unit"
            ),
            models.Index(
                fields=["handler", "area_path", "id"],
                condition=Q(handler__isnull=False),
                name="item_by_handler",
            ),
            models.Index(
                fields=["handler", "closed_at", "due_at"],
                condition=Q(handler__isnull=False),
                name="item_handler_inbox",
            ),
            models.Index(
                fields=["unit", "closed_at", "due_at"],
                condition=Q(unit__isnull=False),
                name="item_unit_inbox",
            ),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="item_open_due"),
            models.Index(
                fields=["changed_at", "id"], condition=Q(closed_at__isnull=True), name="item_open_still"
            ),
            models.Index(
                fields=["submitted_by"], condition=Q(submitted_by__isnull=False), name="item_submitted_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def flow(self) -> Flow:
        """The flow of the item's kind."""
        return flow_for(self.kind)

    @property
    def is_closed(self) -> bool:
        """Whether the loop is at its end for now; it may be reopened."""
        return self.closed_at is not None


class Step(models.Model):
    """One thing that happened to an item; never changed. `note` is for the desk, `public_note` for the reporter too."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="steps", db_index=False)
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    behalf = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    handler = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)
    public_note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = [
            models.Index(fields=["item", "at"]),
            models.Index(fields=["actor", "-at"]),
            models.Index(fields=["behalf"], condition=Q(behalf__isnull=False), name="step_behalf"),
            models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="step_unit"),
            models.Index(fields=["handler"], condition=Q(handler__isnull=False), name="step_handler"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.move}"


class NumberSeries(models.Model):
    """The last number given out, per office, prefix and month."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    series = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "series"], name="one_series_per_office")]
