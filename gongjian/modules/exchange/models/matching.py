"""A proposal for all open needs of a place, worked out by the machine; a person confirms what she takes of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import PathField, within_any
from gongjian.core.people.access import Access
from gongjian.modules.exchange.models.asking import Match, Need
from gongjian.modules.exchange.models.giving import Resource


class Answer(models.TextChoices):
    """What became of a proposed match."""

    OPEN = "open", pgettext_lazy("proposed match", "Proposed")
    CONFIRMED = "confirmed", pgettext_lazy("proposed match", "Confirmed")
    REFUSED = "refused", pgettext_lazy("proposed match", "Could not be confirmed")


class WithoutMatch(models.TextChoices):
    """Why a need got none: nothing suits it for this reason, or what suits it is taken by other needs."""

    CATEGORY = "category", pgettext_lazy("without a match", "Nobody gives anything of this category")
    MEASURE = "measure", pgettext_lazy("without a match", "All of it is counted in another measure")
    DECLINED = "declined", pgettext_lazy("without a match", "What would suit was declined before")
    ROOM = "room", pgettext_lazy("without a match", "Nowhere is enough left")
    TIME = "time", pgettext_lazy("without a match", "Nothing can be had in time")
    PLACE = "place", pgettext_lazy("without a match", "What would suit is for other places")
    PEOPLE = "people", pgettext_lazy("without a match", "What would suit is for other people")
    TAKEN = (
        "taken",
        pgettext_lazy("without a match", "What suits went to other needs, or its units have enough to do"),
    )


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, access: Access) -> "ProposalQuerySet":
        """Those of places in which the person brings needs and resources together."""
        return self.filter(within_any("area_path", access.paths("exchange.arrange")))


class Proposal(models.Model):
    """One plan for the open needs of an area. `value` is the weight that it serves, `bound` what no plan can exceed;
    `greedy` and `first_come` are what simpler ways of choosing would serve."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False, db_index=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    most_per_unit = models.PositiveIntegerField()
    rules = models.JSONField(default=dict)
    needs = models.PositiveIntegerField()
    resources = models.PositiveIntegerField()
    value = models.FloatField()
    bound = models.FloatField()
    greedy = models.FloatField()
    first_come = models.FloatField()
    seconds = models.FloatField()
    is_demo = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(most_per_unit__gte=1), name="proposal_limit"),
            models.CheckConstraint(condition=Q(bound__gte=F("value")), name="proposal_bound"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.made_at:%Y-%m-%d}"

    @property
    def gap(self) -> float:
        """By which share of the bound the plan falls short at most; 0 is proved best."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


class ProposedMatchQuerySet(models.QuerySet["ProposedMatch"]):
    def with_all(self) -> "ProposedMatchQuerySet":
        """With everything that the page shows of a row."""
        return self.select_related("need__item__area", "need__category", "resource__unit", "match__item")

    def matched(self) -> "ProposedMatchQuerySet":
        """Needs that were given a resource."""
        return self.filter(resource__isnull=False)

    def unmatched(self) -> "ProposedMatchQuerySet":
        """Needs without one."""
        return self.filter(resource__isnull=True)


class ProposedMatch(models.Model):
    """A need in a proposal: the resource proposed for it with day, quantity and reasons, or `why` there is none.

    `fit` is from 0 to 1. `told` holds what the reasons are made of: words in common, metres, what was left, past ratings.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="rows", db_index=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="proposed")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="proposed")
    quantity = models.PositiveIntegerField()
    day = models.DateField(null=True)
    fit = models.FloatField(default=0)
    told = models.JSONField(default=dict)
    why = models.CharField(max_length=10, choices=WithoutMatch, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    refusal = models.CharField(max_length=300, blank=True)
    match = models.OneToOneField(Match, models.PROTECT, null=True, related_name="proposed")
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ProposedMatchQuerySet.as_manager()

    class Meta:
        ordering = ("-fit", "id")
        indexes = [models.Index(fields=["proposal", "-fit", "id"], name="proposed_of_proposal")]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "need"], name="one_row_of_a_need"),
            models.CheckConstraint(
                condition=Q(resource__isnull=False, day__isnull=False, why="")
                | (Q(resource__isnull=True, day__isnull=True) & ~Q(why="")),
                name="proposed_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(match__isnull=True, answer__in=("open", "refused"))
                | Q(match__isnull=False, answer="confirmed"),
                name="proposed_match_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource or self.get_why_display()} → {self.need}"
