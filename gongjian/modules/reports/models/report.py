"""The report: what a resident told the office, beside the item that carries it through the loop."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.items.flow import WITHDRAWN, Phase
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access
from gongjian.modules.reports.models.category import Category


class Channel(models.TextChoices):
    """How the report reached the office."""

    WEB = "web", _("Public page")
    PHONE = "phone", _("Telephone")
    LETTER = "letter", _("Letter")
    COUNTER = "counter", _("At the counter")
    HOTLINE = "hotline", _("12345 hotline order")
    VISIT = "visit", _("On the spot")
    OPEN311 = "open311", pgettext_lazy("channel", "Another system (Open311)")
    IMPORT = "import", pgettext_lazy("channel", "Brought in from a file")


DESK_CHANNELS = (Channel.PHONE, Channel.LETTER, Channel.COUNTER, Channel.HOTLINE, Channel.VISIT)
"""Those by which the office's own people write a report down."""


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, access: Access) -> "ReportQuerySet":
        """Reports whose item the person may read; everything else answers 404."""
        return self.filter(visible(access, to="item__"))

    def within(self, path: str) -> "ReportQuerySet":
        """Reports in this area and below it."""
        return self.filter(item__area_path__within=path)

    def under_any(self, paths: "list[str]") -> "ReportQuerySet":
        """Reports under one of the paths."""
        return self.filter(within_any("item__area_path", paths))

    def received(self, start: dt.datetime | None = None, end: dt.datetime | None = None) -> "ReportQuerySet":
        """Reports that reached the office from `start` up to, but without, `end`."""
        found = self.filter(item__opened_at__gte=start) if start else self
        return found.filter(item__opened_at__lt=end) if end else found

    def waiting(self) -> "ReportQuerySet":
        """Reports that nobody has sorted yet, the oldest first."""
        from gongjian.modules.reports.flows import REPORT

        new = [name for name, state in REPORT.states.items() if state.phase is Phase.REPORTED]
        return self.filter(item__state__in=new).order_by("item__opened_at", "pk")

    def with_first_answer(self) -> "ReportQuerySet":
        """Reports that know the moment of their first answer as `answered_at`; None without one."""
        from gongjian.modules.reports.models.voice import Answer

        first = Answer.objects.filter(report=OuterRef("pk")).order_by("at").values("at")[:1]
        return self.annotate(answered_at=Subquery(first))

    def answered(self) -> "ReportQuerySet":
        """Reports that the office has answered at least once."""
        from gongjian.modules.reports.models.voice import Answer

        return self.filter(Exists(Answer.objects.filter(report=OuterRef("pk"))))

    def published(self) -> "ReportQuerySet":
        """What the public list shows: each sorted matter once, unless it was taken out."""
        shown = self.filter(public=True, merged_into__isnull=True)
        return shown.exclude(item__phase=Phase.REPORTED).exclude(item__state=WITHDRAWN)

    def counted(self) -> "ReportQuerySet":
        """What figures are made of: none whose import was taken back; an invented one only while its office has no
        real one."""
        return self.filter(counts())


def counts(under: str = "") -> Q:
    """The condition of `ReportQuerySet.counted`; `under` is the query path to the report, with its two underscores."""
    real = Report.objects.filter(office=OuterRef(f"{under}office"), is_demo=False)
    stands = ~Q(**{f"{under}item__state": WITHDRAWN})
    return stands & (Q(**{f"{under}is_demo": False}) | ~Exists(real))


class Report(models.Model):
    """One matter as it was told. `body` is masked and searchable; the words as they came stand sealed beside it.

    `follow_hash` is the digest of the private link's token. `external_id` is the number the report bore where it came
    from (a hotline order, a row of a file) and keeps it from being taken in twice. `contacts_gone_at` is when the
    reporter's name and number were destroyed. `unjoined_since`: it waits to be looked at for topics since then.
    """

    item = models.OneToOneField("items.Item", models.PROTECT, primary_key=True, related_name="report")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="reports")
    body = models.TextField()
    body_sealed = models.BinaryField(null=True)
    reporter_name_sealed = models.BinaryField(null=True)
    reporter_phone_sealed = models.BinaryField(null=True)
    reporter_email_sealed = models.BinaryField(null=True)
    name_shown = models.CharField(max_length=20, blank=True)
    phone_shown = models.CharField(max_length=24, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    name_index = models.CharField(max_length=64, blank=True)
    wants_reply = models.BooleanField(default=False)
    contacts_gone_at = models.DateTimeField(null=True)
    follow_hash = models.CharField(max_length=64, unique=True)
    public = models.BooleanField(default=True)
    external_id = models.CharField(max_length=60, blank=True)
    external_user = models.CharField(max_length=60, blank=True)
    likes = models.PositiveIntegerField(default=0)
    dislikes = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    is_demo = models.BooleanField(default=False)
    unjoined_since = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "external_id"],
                condition=~Q(external_id=""),
                name="one_report_per_external_id",
            )
        ]
        indexes = [
            models.Index(fields=["phone_index", "category"], name="report_phone"),
            models.Index(fields=["name_index"], condition=~Q(name_index=""), name="report_name"),
            models.Index(fields=["category", "item"], name="report_category"),
            models.Index(
                fields=["unjoined_since", "item"],
                condition=Q(unjoined_since__isnull=False),
                name="report_unjoined",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def has_contact(self) -> bool:
        """Whether a name, a number or an e-mail address of the reporter is still kept."""
        return bool(self.reporter_name_sealed or self.reporter_phone_sealed or self.reporter_email_sealed)


class Follower(models.Model):
    """The reporter of a report that was joined with this one: told of its end as the first reporter is."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="followers")
    origin = models.ForeignKey(Report, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True)
    phone_shown = models.CharField(max_length=24, blank=True)
    token_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "origin"],
                condition=Q(ended_at__isnull=True),
                name="one_live_follower_per_origin",
            )
        ]
        indexes = [models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="follower_phone")]
