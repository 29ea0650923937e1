"""Projects of the "321" mechanism: what fixes them, who gives people and money, how far they are, how they are judged."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.dated import holds_on
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access


class Orientation(models.TextChoices):
    """The three orientations, one of which fixes a project."""

    WEAK_SPOT = "weak_spot", pgettext_lazy("orientation", "Weak spot of the organisation")
    URGENT_NEED = "urgent_need", pgettext_lazy("orientation", "Urgent need of residents")
    HARD_POINT = "hard_point", pgettext_lazy("orientation", "Hard point of governance")


class DatedQuerySet(models.QuerySet["ProjectField"]):
    def for_office(self, office_id: int) -> "DatedQuerySet":
        """Those of the office, and those that all offices share."""
        return self.filter(Q(office=office_id) | Q(office__isnull=True))

    def for_reader(self, access: Access, permission: str) -> "DatedQuerySet":
        """Those that all share, and those of the offices in which the person holds the permission."""
        held = Area.objects.under_any(access.paths(permission)).order_by()
        return self.filter(Q(office__in=held.values("office")) | Q(office__isnull=True))

    def current(self, day: dt.date) -> "DatedQuerySet":
        """In force on the day."""
        return self.filter(holds_on(day))


class ProjectField(models.Model):
    """What a project is about, such as heating or lighting; dated, so that an ended one stays readable."""

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(until__isnull=True, office__isnull=False), name="one_project_field"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(until__isnull=True, office__isnull=True), name="one_shared_project_field"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Method(models.Model):
    """How the mark of a project comes about, dated and published: `site` and `residents` are shares of 100, `hard` and
    `wide` points added per step of difficulty above 1, and per tenfold of people who benefit."""

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.PositiveSmallIntegerField()
    residents = models.PositiveSmallIntegerField()
    hard = models.DecimalField(max_digits=4, decimal_places=2)
    wide = models.DecimalField(max_digits=4, decimal_places=2)
    enough = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(site=100 - models.F("residents")), name="method_adds_up"),
            models.CheckConstraint(condition=Q(residents__lte=100), name="method_share"),
        ]

    def __str__(self) -> str:
        return f"{self.site} : {self.residents}"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, access: Access) -> "ProjectQuerySet":
        """Projects whose item the person may read: her area's, her unit's, those she helps with."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "ProjectQuerySet":
        """With everything that a row shows."""
        return self.select_related(
            "item__area", "item__unit", "item__handler", "item__office", "field", "sponsor"
        )


class Project(models.Model):
    """A project's own facts; who has the lead, its state, dates and history are its item's. Money in fen."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="project")
    orientation = models.CharField(max_length=12, choices=Orientation)
    field = models.ForeignKey(ProjectField, models.PROTECT, null=True, blank=True, related_name="projects")
    sponsor = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="sponsored_projects")
    text = models.TextField(blank=True)
    public_words = models.TextField(blank=True)
    cost = models.BigIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    difficulty = models.PositiveSmallIntegerField(default=1)
    start_on = models.DateField()
    end_on = models.DateField()
    no_agreement_why = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-item__opened_at", "-item_id")
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gte=models.F("start_on")), name="project_span"),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5), name="project_difficulty"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="project_cost"),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def benefits_text(self) -> str:
        """How many households and people benefit, as far as it was entered."""
        parts = []
        if self.households:
            parts.append(gettext("%(homes)d households") % {"homes": self.households})
        if self.people:
            parts.append(gettext("%(people)d people") % {"people": self.people})
        return gettext(", ").join(parts)


class ProjectPartner(models.Model):
    """A unit that takes part, what it gives, and since when; `until` is its first day without."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="partners")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    gives = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    left_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "unit"], condition=Q(until__isnull=True), name="a_partner_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class TeamMember(models.Model):
    """Somebody of the team: a person with an account, or a post by its name; and the part played."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="team")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    post = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=60)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(post=""), name="team_member_is_somebody"
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.post)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, access: Access) -> "MilestoneQuerySet":
        """Milestones whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "MilestoneQuerySet":
        """With everything that a row shows."""
        return self.select_related("item__area", "item__unit", "item__handler", "project__item")


class Milestone(models.Model):
    """A step of a project's plan with a date and an owner."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="milestone")
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    due_on = models.DateField()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "item_id")

    def __str__(self) -> str:
        return str(self.item)


class Evaluation(models.Model):
    """The mark of a project as it was worked out: by which method, from which parts. Never changed; after an improvement
    there is another one. `site` and `residents` from 0 to 100, None where nobody looked or answered."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="evaluations")
    method = models.ForeignKey(Method, models.PROTECT, related_name="+")
    sample = models.ForeignKey("asking.Sample", models.PROTECT, null=True, related_name="+")
    site = models.DecimalField(max_digits=5, decimal_places=2)
    sheets = models.PositiveSmallIntegerField()
    residents = models.DecimalField(max_digits=5, decimal_places=2)
    answered = models.PositiveIntegerField()
    margin = models.DecimalField(max_digits=5, decimal_places=2)
    added = models.DecimalField(max_digits=5, decimal_places=2)
    mark = models.DecimalField(max_digits=5, decimal_places=2)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.project} {self.mark}"

    @property
    def is_enough(self) -> bool:
        """Whether residents are as satisfied as the method asks for."""
        return self.residents >= self.method.enough
