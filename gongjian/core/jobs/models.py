"""When each periodic job last began and ended, so that a missed run is seen and caught up."""

from django.db import models


class JobState(models.Model):
    """One row per job name."""

    name = models.CharField(max_length=60, primary_key=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
