"""What many people tell of at the same time: the same matter at the same place. People are counted, never listed."""

from django.db import models

from gongjian.core.areas.path import within_any
from gongjian.core.people.access import Access
from gongjian.modules.reports.models.report import Report


class HotTopicQuerySet(models.QuerySet["HotTopic"]):
    def visible_to(self, access: Access) -> "HotTopicQuerySet":
        """Of the offices whose reports the person reads as a whole."""
        return self.filter(within_any("office__path", access.paths("reports.view")))

    def alive(self) -> "HotTopicQuerySet":
        """Those that messages of the last weeks stand behind, or that somebody watches."""
        return self.exclude(people=0, watched=False)


class HotTopic(models.Model):
    """One topic of an office. Its numbers are counted anew by a job; `anchor`, the first of its reports, carries what people
    said of it: a name of their own, that it is watched. `week` and `week_before` are people of the last seven days and of the
    seven before."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    anchor = models.ForeignKey(Report, models.CASCADE, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    matter = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80, blank=True)
    watched = models.BooleanField(default=False)
    people = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    week = models.PositiveIntegerField(default=0)
    week_before = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    objects = HotTopicQuerySet.as_manager()

    class Meta:
        ordering = ("-weight", "id")
        indexes = [models.Index(fields=["office", "-weight"], name="topic_office")]

    def __str__(self) -> str:
        return self.given_name or " · ".join(part for part in (self.place, self.matter) if part)


class TopicMessage(models.Model):
    """A report stands in at most one topic."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="in_topic")
    topic = models.ForeignKey(HotTopic, models.CASCADE, related_name="members")

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.report_id}"


class TopicLink(models.Model):
    """What a person decided of two reports: they belong together, or never do. Every counting respects it."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    one = models.ForeignKey(Report, models.CASCADE, related_name="+")
    other = models.ForeignKey(Report, models.CASCADE, related_name="+")
    together = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_topic_link_of_two")]

    def __str__(self) -> str:
        return f"{self.one_id} {'=' if self.together else '≠'} {self.other_id}"
