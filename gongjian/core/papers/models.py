"""An office's own papers: forms and letters with marks, every version kept, and those filled in the background."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.areas.path import within_any
from gongjian.core.people.access import Access

VIEW, SET_UP = "papers.view", "papers.set_up"


class PaperState(models.TextChoices):
    DRAFT = "draft", _("Without marks yet")
    READY = "ready", _("Ready to be filled")
    RETIRED = "retired", _("No longer used")


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, access: Access, permission: str = VIEW) -> "PaperQuerySet":
        """Papers of the offices in or over which the person holds the permission; everything else answers 404."""
        paths = access.paths(permission)
        offices = Area.objects.filter(path__in=paths, office__isnull=False).values("office")
        return self.filter(Q(office__in=offices) | within_any("office__path", paths))

    def ready(self) -> "PaperQuerySet":
        """Papers that can be filled."""
        return self.filter(state=PaperState.READY)

    def about(self, slug: str, *, single: bool) -> "PaperQuerySet":
        """Papers of one ledger: of a single matter of it, or of the list."""
        return self.filter(ledger=slug, single=single)


class Paper(models.Model):
    """A form or letter that an office fills. `ledger` is the slug of the list whose columns its marks may name shortly;
    `single`: it is about one matter of that list."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    ledger = models.CharField(max_length=40)
    single = models.BooleanField(default=False)
    suffix = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.READY)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=~Q(state="retired"), name="one_paper_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "PaperVersion":
        """The newest version."""
        return self.versions.order_by("-number")[:1].get()


class PaperVersion(models.Model):
    """One uploaded file; never changed. It lies in the database, so that every server of an office has it and a paper
    and its row stand or fall together."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    marks = models.PositiveIntegerField()
    data = models.BinaryField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"


class FilledPaper(models.Model):
    """A paper filled in the background, for the one who asked for it; gone after `until`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PaperVersion, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    rows = models.PositiveIntegerField()
    data = models.BinaryField()
    at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.file_name
