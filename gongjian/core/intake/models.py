"""What is remembered of an import: the batch, what became of its rows, and which column meant which field."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any

if TYPE_CHECKING:
    from gongjian.core.people.access import Access


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, access: "Access") -> "BatchQuerySet":
        """Imports into lists of the offices for which the person may import."""
        from gongjian.core.intake.ledgers import permission_of, takers

        mine = Q(pk__in=[])
        for slug in takers():
            paths = access.paths(permission_of(slug))
            if paths:
                mine |= Q(ledger=slug) & within_any("office__path", paths)
        return self.filter(mine)


class Batch(models.Model):
    """One workbook on its way into one list of one office.

    `book` is what the reader found, `mapping` leads from a column's number (as text) to a field's name, `counts` has
    new, changed, same, bad, and `position` is the last row of the file whose outcome is stored. `undo` tells of taking
    it back: reason, person, rows taken back and kept, and the `position` down to which it has come.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        CHOOSING = "choosing", _("Columns to be chosen")
        CHECKING = "checking", pgettext_lazy("import", "Being checked")
        READY = "ready", _("To be confirmed")
        RUNNING = "running", _("Coming in")
        CANCELLED = "cancelled", pgettext_lazy("import", "Stopped")
        DONE = "done", pgettext_lazy("import", "Finished")
        FAILED = "failed", pgettext_lazy("import", "Cannot be used")
        UNDOING = "undoing", pgettext_lazy("import", "Being taken back")
        UNDONE = "undone", pgettext_lazy("import", "Taken back")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    ledger = models.SlugField(max_length=40)
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    sha256 = models.CharField(max_length=64, blank=True)
    book = models.JSONField(default=dict)
    sheet = models.PositiveSmallIntegerField(default=0)
    heading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    day_order = models.CharField(max_length=3, blank=True)
    options = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    task_uid = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)
    undo = models.JSONField(default=dict)
    undo_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["ledger", "office", "-made_at"], name="batch_list")]

    def __str__(self) -> str:
        return self.file_name

    def count(self, outcome: str) -> int:
        """How many rows had this outcome, by the preview or, once it has run, in truth."""
        return int(self.counts.get(outcome, 0))

    @property
    def sheets(self) -> list[dict[str, Any]]:
        """What the reader found of each sheet: name, visible, rows, columns, file."""
        return list(self.book.get("sheets", []))


class BatchRow(models.Model):
    """What became of one row of the file; rows that were here already and the same are only counted.

    `target` is the list's row that was added or changed.
    """

    class Outcome(models.TextChoices):
        NEW = "new", pgettext_lazy("rows of an import", "New")
        CHANGED = "changed", pgettext_lazy("rows of an import", "Changed")
        BAD = "bad", pgettext_lazy("rows of an import", "Stayed out")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="batch_rows", db_index=False)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True)
    target = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("batch", "row")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_outcome_per_row")]
        indexes = [models.Index(fields=["batch", "outcome", "row"], name="batch_outcome")]

    def __str__(self) -> str:
        return f"{self.row} {self.outcome}"


class Replaced(models.Model):
    """What a changed row said before, by field, so that the import can be taken back. `lasting`: it cannot, for this row."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="replaced", db_index=False)
    row = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    lasting = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_before_per_row")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"


class Kept(models.Model):
    """A row that stayed when its import was taken back, and why."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="kept", db_index=False)
    row = models.PositiveIntegerField()
    reason = models.TextField()

    class Meta:
        ordering = ("batch", "row")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_reason_per_kept_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.reason}"


class SavedMapping(models.Model):
    """Which column means which field: remembered by the headings (no name), or kept under a name.

    `columns` leads from the heading's words to a field's name, "" for a column that is left out.
    """

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    ledger = models.SlugField(max_length=40)
    name = models.CharField(max_length=60, blank=True)
    headings = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    day_order = models.CharField(max_length=3, blank=True)
    options = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "-used_at")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "ledger", "headings"], condition=Q(name=""), name="one_memory_per_headings"
            ),
            models.UniqueConstraint(
                fields=["office", "ledger", "name"], condition=~Q(name=""), name="one_mapping_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.headings[:8]


class Gate(models.Model):
    """The door of one list of one office: who adds rows holds it, so that two imports of one file add each row once."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    ledger = models.SlugField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "ledger"], name="one_gate_per_list")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.office_id}"
