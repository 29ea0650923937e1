"""Which form submissions and requests have been done already, and where they led."""

from django.db import models


class Done(models.Model):
    """One row per idempotency key: the second submission is answered with the first one's outcome."""

    key = models.CharField(max_length=80, primary_key=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=80)
    outcome = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
