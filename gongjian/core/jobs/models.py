"""When each periodic job last began and ended, so that a missed run is seen and caught up, and who runs it now."""

from django.db import models


class JobState(models.Model):
    """One row per job name. Until `leased_until` only `holder` runs it; a dead worker's lease runs out by itself."""

    name = models.CharField(max_length=60, primary_key=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
