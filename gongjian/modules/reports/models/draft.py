"""A report that somebody is still writing on the public page."""

import uuid

from django.db import models


class Draft(models.Model):
    """What was typed and photographed so far; its `uid` is the secret of the page's address. Swept after a day.

    The text is sealed, as nothing in it has been masked yet. `report` is set once the draft was sent.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text_sealed = models.BinaryField(null=True)
    place_sealed = models.BinaryField(null=True)
    area = models.ForeignKey("areas.Area", models.CASCADE, null=True, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    pictures = models.JSONField(default=list)
    report = models.ForeignKey("reports.Report", models.CASCADE, null=True, related_name="+")
    changed_at = models.DateTimeField(db_index=True)
