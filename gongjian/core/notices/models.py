"""In-app notices: one per person, matter and cause, however often the cause is seen."""

from django.db import models


class Notice(models.Model):
    """Something a person should know. `cause` makes it unique: a missed or repeated run adds nothing twice."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="notices")
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="one_notice_per_cause")]
        indexes = [models.Index(fields=["person", "read_at", "-at"])]
