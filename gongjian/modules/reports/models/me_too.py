"""A neighbour who met with the same and follows a report instead of writing another one."""

from django.db import models

from gongjian.modules.reports.models.report import Report


class MeToo(models.Model):
    """One voice behind a report: nothing of a person is kept. `token_hash` is the digest of the address with which its holder
    follows; the same browser makes the same one for the same report, so that nobody counts twice."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="me_too")
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["report", "at"], name="me_too_of_report")]

    def __str__(self) -> str:
        return f"+1 {self.report_id}"
