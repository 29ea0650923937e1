"""What the office shows everybody: answers and topics that people chose, and open data month by month."""

from django.db import models
from django.db.models import Q

from gongjian.core.areas.path import within_any
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.people.access import Access
from gongjian.core.publicity.models import ShownToAll
from gongjian.modules.reports.models.report import Channel, Report


class ShownQuerySet(models.QuerySet["Shown"]):
    def live(self) -> "ShownQuerySet":
        """What everybody can read now."""
        return self.filter(withdrawn_at__isnull=True)


class Shown(ShownToAll):
    """What answers and topics have in common: a title of their own, and who showed it."""

    title = models.CharField(max_length=80)
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ShownQuerySet.as_manager()

    class Meta:
        abstract = True


class ShownAnswerQuerySet(ShownQuerySet):
    def readable(self) -> "ShownAnswerQuerySet":
        """What everybody can read now: neither taken back nor of a report that the desk took off the public list or that
        was taken back itself."""
        rows = self.filter(withdrawn_at__isnull=True, report__public=True)
        return rows.exclude(report__item__state=WITHDRAWN)


class ShownAnswer(Shown):
    """A question and its answer, both without personal data, as a person let them through. `area_path` is that of the report
    when it was shown."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="shown_answers")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    question = models.TextField()
    reply = models.TextField()
    answered_at = models.DateTimeField()

    objects = ShownAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(withdrawn_at__isnull=True), name="one_shown_answer"
            )
        ]
        indexes = [
            models.Index(fields=["office", "-shown_at", "-id"], name="shown_answer_list"),
            models.Index(fields=["area", "-shown_at", "-id"], name="shown_answer_place"),
        ]


class ShownTopic(Shown):
    """A hot topic under the name that the office gave it for everybody, and what became of it. `anchor` is the first report
    of the topic: through it the topic is found after every counting."""

    anchor = models.ForeignKey(Report, models.CASCADE, related_name="+")
    became = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["anchor"], condition=Q(withdrawn_at__isnull=True), name="one_shown_topic"
            )
        ]
        indexes = [models.Index(fields=["office", "-shown_at", "-id"], name="shown_topic_list")]


def withheld_channels() -> list[str]:
    """Ways on which people speak in confidence: kept out of open data until the office says otherwise."""
    return [Channel.HOTLINE.value, Channel.LETTER.value]


class OpenDataRulesQuerySet(models.QuerySet["OpenDataRules"]):
    def visible_to(self, access: Access) -> "OpenDataRulesQuerySet":
        """Of the offices that the person answers for."""
        return self.filter(within_any("office__path", access.paths("reports.open_data")))


class OpenDataRules(models.Model):
    """What an office gives away as open data: nothing until it is switched on; no text until that is switched on too.

    Categories (with all below them) and channels that are withheld never stand in a file.
    """

    office = models.OneToOneField(
        "areas.Area", models.PROTECT, primary_key=True, related_name="open_data_rules"
    )
    on = models.BooleanField(default=False)
    first_month = models.DateField()
    with_text = models.BooleanField(default=False)
    licence = models.TextField(blank=True)
    channels = models.JSONField(default=withheld_channels)
    categories = models.ManyToManyField("reports.Category", blank=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = OpenDataRulesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.office}"


class OpenDataMonthQuerySet(models.QuerySet["OpenDataMonth"]):
    def newest(self) -> "OpenDataMonthQuerySet":
        """The version of each month that is given out."""
        return self.filter(replaced_at__isnull=True)


class OpenDataMonth(models.Model):
    """One version of one month's file. The bytes of a version that was replaced are gone; what changed stays told.

    `digest` is over the rows; `checked_on` is the day on which they were last counted anew; `added`, `changed` and `gone`
    count them against the version before.
    """

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    month = models.DateField()
    version = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    checked_on = models.DateField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    objects = OpenDataMonthQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "-version")
        constraints = [
            models.UniqueConstraint(fields=["office", "month", "version"], name="one_open_data_version"),
            models.UniqueConstraint(
                fields=["office", "month"], condition=Q(replaced_at__isnull=True), name="one_open_data_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} v{self.version}"
