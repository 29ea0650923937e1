"""Frames above single matters: programmes with their strands, goals of a year, themes of a quarter with their answers."""

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.areas.path import PathField, within_any
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access


class OfOfficeQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, access: Access) -> "OfOfficeQuerySet":
        """Rows of the offices whose programmes the person may read, in any part of them."""
        below = Area.objects.filter(within_any("path", access.paths("programmes.view")), office__isnull=False)
        return self.filter(office__in=below.values("office"))


class Programme(models.Model):
    """A frame under which projects and other matters hang, such as “six core projects” or “seven reds”."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField(null=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, max_length=2000)
    is_demo = models.BooleanField(default=False)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "id")
        constraints = [
            models.UniqueConstraint(fields=["office", "title", "since"], name="one_programme_of_name"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="programme_years"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Strand(models.Model):
    """One line of a programme. Matters hang on it by a link of the kind “part of”."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="strands")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    aim = models.CharField(max_length=200, blank=True)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "order")
        constraints = [models.UniqueConstraint(fields=["programme", "title"], name="one_strand_of_title")]

    def __str__(self) -> str:
        return f"{self.programme}·{self.title}"


class AnnualGoal(models.Model):
    """What is to be reached in a year: a number entered by hand, or a named measure of the product, against a target."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    target = models.DecimalField(max_digits=14, decimal_places=2)
    counted_in = models.CharField(max_length=20)
    measure = models.CharField(max_length=60, blank=True)
    strand = models.ForeignKey(Strand, models.PROTECT, null=True, related_name="goals")
    reached = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    is_demo = models.BooleanField(default=False)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "id")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "title"], name="one_goal_of_title"),
            models.CheckConstraint(condition=Q(target__gt=0), name="goal_target_positive"),
        ]

    def __str__(self) -> str:
        return self.title

    def added_up(self) -> "models.Model":
        """The sum of its entries: what `reached` must be while no measure counts it."""
        return self.entries.aggregate(sum=Sum("amount"))["sum"] or 0  # type: ignore[no-any-return]


class GoalEntry(models.Model):
    """One report of progress. Entries are only added; a wrong one is reversed by another."""

    goal = models.ForeignKey(AnnualGoal, models.PROTECT, related_name="entries")
    day = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.CharField(max_length=200)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        ordering = ("day", "id")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.amount}"


class QuarterTheme(models.Model):
    """The theme of a quarter, one for an office; every community answers it until `answer_by`."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True, max_length=2000)
    answer_by = models.DateField()
    published_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-quarter", "id")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "quarter"], name="one_theme_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.year} Q{self.quarter} {self.title}"


class ThemeAnswerQuerySet(models.QuerySet["ThemeAnswer"]):
    def visible_to(self, access: Access) -> "ThemeAnswerQuerySet":
        """Answers whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "ThemeAnswerQuerySet":
        """With what a row shows."""
        return self.select_related("item__office", "item__area", "item__unit", "item__handler", "theme")


class ThemeAnswer(models.Model):
    """A community's answer to a theme: its two-way list and its activities. State and history are its item's."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="theme_answer")
    theme = models.ForeignKey(QuarterTheme, models.PROTECT, related_name="answers")
    in_time = models.BooleanField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = ThemeAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("-item_id",)

    def __str__(self) -> str:
        return str(self.item)


class Way(models.TextChoices):
    GIVES = "gives", pgettext_lazy("line of an answer", "We give")
    ASKS = "asks", pgettext_lazy("line of an answer", "We ask for")
    ACTIVITY = "activity", pgettext_lazy("line of an answer", "Activity")


class AnswerLineQuerySet(models.QuerySet["AnswerLine"]):
    def visible_to(self, access: Access) -> "AnswerLineQuerySet":
        """Lines of the communities whose answers the person may read."""
        return self.filter(within_any("area_path", access.paths("programmes.view")))

    def with_all(self) -> "AnswerLineQuerySet":
        """With what a row shows."""
        return self.select_related("answer__item__area", "answer__theme", "matter")


class AnswerLine(models.Model):
    """What a community gives or asks for under a theme, or a public-benefit activity with day, place and who came."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    answer = models.ForeignKey(ThemeAnswer, models.PROTECT, related_name="lines")
    way = models.CharField(max_length=8, choices=Way)
    text = models.CharField(max_length=200)
    matter = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="+")
    day = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    expected = models.PositiveIntegerField(null=True)
    came = models.PositiveIntegerField(null=True)
    dropped = models.BooleanField(default=False)

    objects = AnswerLineQuerySet.as_manager()

    class Meta:
        ordering = ("answer", "way", "id")
        indexes = [models.Index(fields=["area_path", "id"], name="theme_line_of_area")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="activity") | Q(day__isnull=False, expected__isnull=False),
                name="activity_has_day",
            )
        ]

    def __str__(self) -> str:
        return self.text
