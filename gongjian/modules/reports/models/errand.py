"""Reports that are sent on by Open311: where to, under which names, and how far they are."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.people.access import Access
from gongjian.lib.georeport import TheirQuestion
from gongjian.modules.reports.models.open311 import SET_UP

SILENT_AFTER = dt.timedelta(days=1)
FORGOTTEN_AFTER = dt.timedelta(hours=1)


class Open311ServerQuerySet(models.QuerySet["Open311Server"]):
    def managed_by(self, access: Access) -> "Open311ServerQuerySet":
        """Those of the offices whose connections the person looks after."""
        return self.filter(within_any("office__path", access.paths(SET_UP)), removed_at__isnull=True)

    def open_for(self, office_id: int, category_id: int | None) -> "Open311ServerQuerySet":
        """Those that are switched on and know what the office's category is called there."""
        switched_on = self.filter(office_id=office_id, active=True, removed_at__isnull=True)
        return switched_on.filter(mappings__category_id=category_id)


class Open311Server(models.Model):
    """Another system to which reports are sent on. `unit` is the outside unit that it stands for; the key is sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=300)
    jurisdiction = models.CharField(max_length=80, blank=True)
    form = models.CharField(max_length=4, default="json")
    key_sealed = models.BinaryField(null=True)
    active = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    objects = Open311ServerQuerySet.as_manager()

    class Meta:
        ordering = ("office", "id")

    def __str__(self) -> str:
        return self.name


class ServiceMapping(models.Model):
    """What a category of ours is called on another system. `asks` is what they want to know of such a report, a list of
    `lib.georeport.TheirQuestion`, as learnt at `asked_at`; None: not yet."""

    server = models.ForeignKey(Open311Server, models.CASCADE, related_name="mappings", db_index=False)
    category = models.ForeignKey("reports.Category", models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=80)
    asks = models.JSONField(default=list)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("category__order", "category__code")
        constraints = [
            models.UniqueConstraint(fields=["server", "category"], name="one_service_per_category")
        ]

    def __str__(self) -> str:
        return self.service_code

    @property
    def questions(self) -> list[TheirQuestion]:
        """What they want to know."""
        return [
            TheirQuestion(code, label, kind, required, hint, tuple((key, name) for key, name in values))
            for code, label, kind, required, hint, values in self.asks
        ]


class ErrandState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of an errand", "To be sent")
    SENDING = "sending", pgettext_lazy("of an errand", "Being sent")
    AWAY = "away", pgettext_lazy("of an errand", "Sent, and followed")
    STUCK = "stuck", pgettext_lazy("of an errand", "Stuck")
    OVER = "over", pgettext_lazy("of an errand", "Over")


UNDER_WAY = (ErrandState.WAITING, ErrandState.SENDING)


class ErrandQuerySet(models.QuerySet["Errand"]):
    def live(self) -> "ErrandQuerySet":
        """Those that are not over."""
        return self.filter(ended_at__isnull=True)

    def in_trouble(self, now: dt.datetime) -> "ErrandQuerySet":
        """Stuck, or due for an hour without anything having happened, or sent and for a day not to be asked after."""
        silent = Q(state=ErrandState.AWAY, failing_since__lt=now - SILENT_AFTER)
        forgotten = Q(state__in=UNDER_WAY, next_at__lt=now - FORGOTTEN_AFTER)
        return self.live().filter(Q(state=ErrandState.STUCK) | silent | forgotten)

    def managed_by(self, access: Access) -> "ErrandQuerySet":
        """Those of the offices whose connections the person looks after."""
        return self.filter(within_any("server__office__path", access.paths(SET_UP)))

    def to_ask(self, now: dt.datetime) -> "ErrandQuerySet":
        """Sent, with a number or a token to ask by, and due."""
        nameless = Q(number="", token="")
        due = self.live().filter(state=ErrandState.AWAY, next_at__lte=now, server__active=True)
        return due.exclude(nameless).order_by("next_at", "pk")


class Errand(models.Model):
    """A report on its way to another system and there, while its item waits outside. `text` is what was sent, `answers` what
    was said to their questions, pairs of parameter and value; `number` and `token` are theirs. `unsure`: it may have
    arrived, though nobody said so."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="errands")
    server = models.ForeignKey(Open311Server, models.PROTECT, related_name="errands")
    handover = models.OneToOneField("items.HandOver", models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=80)
    text = models.TextField()
    answers = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ErrandState, default=ErrandState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    unsure = models.BooleanField(default=False)
    number = models.CharField(max_length=80, blank=True)
    token = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, blank=True)
    notes = models.TextField(blank=True)
    quiet = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(ended_at__isnull=True), name="one_live_errand_per_report"
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(ended_at__isnull=True), name="errand_due"),
        ]

    def __str__(self) -> str:
        return f"{self.report} → {self.server}"

    def is_forgotten(self, now: dt.datetime) -> bool:
        """Whether it should have been sent an hour ago: its task was stopped, or nobody does tasks."""
        late = self.next_at is not None and self.next_at < now - FORGOTTEN_AFTER
        return late and self.state in UNDER_WAY
