"""What goes on beside the lead: helpers, hand-overs to outside units, urgings."""

from django.db import models
from django.db.models import Q


class Helper(models.Model):
    """A person or a unit asked to help; the lead stays with the handler."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="helpers")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    request = models.TextField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(person__isnull=False), name="helper_is_somebody"
            )
        ]


class HandOver(models.Model):
    """The item waits for an outside unit. Without an end it is live; past `answer_by` it is stuck."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="handovers")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    request = models.TextField()
    sent_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    stuck_told_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # done, refused, withdrawn
    answer = models.TextField(blank=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("sent_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_at__isnull=True), name="one_live_handover"
            )
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(ended_at__isnull=True), name="handover_stuck")
        ]


class Urging(models.Model):
    """督办: a leader presses; the one pressed must answer before the item can close."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="urgings")
    text = models.TextField()
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    to = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    answer_by = models.DateTimeField()
    late_told_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["item"], condition=Q(answered_at__isnull=True), name="urging_open")]
