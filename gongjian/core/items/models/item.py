"""The item: a row that every kind of matter shares, and its append-only steps."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gongjian.core.areas.path import PathField, within_any
from gongjian.core.items.flow import Flow, Phase
from gongjian.core.manifest import flow_for, flows
from gongjian.core.people.access import Access

PHASES = [(phase.value, phase.value) for phase in Phase]


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, access: Access) -> "ItemQuerySet":
        """Items of the kinds and areas that the person may read, and those she or her unit has a part in.

        Everything else is as if it were not there: callers answer 404.
        """
        if access.person_id is None:
            return self.none()
        return self.filter(self._readable(access) | self._involved(access))

    def _readable(self, access: Access) -> Q:
        by_paths: dict[tuple[str, ...], list[str]] = {}
        for kind, flow in flows().items():
            by_paths.setdefault(tuple(access.paths(flow.view)), []).append(kind)
        condition = Q(pk__in=[])
        for paths, kinds in by_paths.items():
            if paths:
                condition |= Q(kind__in=kinds) & within_any("area_path", paths)
        return condition

    def _involved(self, access: Access) -> Q:
        from gongjian.core.items.models.side import HandOver, Helper

        mine = Q(handler_id__in=access.person_ids)
        if access.unit_ids:
            mine |= Q(unit_id__in=access.unit_ids)
            mine |= Q(pk__in=HandOver.objects.filter(unit_id__in=access.unit_ids).values("item_id"))
        asked = Q(person_id__in=access.person_ids) | Q(unit_id__in=access.unit_ids)
        return mine | Q(pk__in=Helper.objects.filter(asked).values("item_id"))

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

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="items")
    area_path = PathField(editable=False)
    place = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    category = models.CharField(max_length=40, blank=True)
    reporter = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="items")
    handler = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
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

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_item_per_number")]
        indexes = [
            models.Index(fields=["office", "kind", "-opened_at", "-id"], name="item_office_list"),
            models.Index(fields=["area_path", "kind", "-opened_at"], name="item_area_list"),
            models.Index(fields=["handler", "closed_at", "due_at"], name="item_handler_inbox"),
            models.Index(fields=["unit", "closed_at", "due_at"], name="item_unit_inbox"),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="item_open_due"),
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

    item = models.ForeignKey(Item, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    behalf = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    public_note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["item", "at"]), models.Index(fields=["actor", "-at"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.move}"


class NumberSeries(models.Model):
    """The last number given out, per office, prefix and month."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    series = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "series"], name="one_series_per_office")]
