"""Names of people who signed in at a meeting are destroyed two years after it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job
from gongjian.core.privacy.erasing import erase
from gongjian.modules.meetings.models import Attendance

KEEP_DAYS = 730
CHUNK = 500


def forget_names(now: dt.datetime) -> int:
    """Destroy the sealed names of attendances that old; says how many. Safe to run again."""
    before = now - dt.timedelta(days=KEEP_DAYS)
    rows = Attendance.objects.filter(meeting__starts_at__lt=before, name_sealed__isnull=False)
    count = 0
    while ids := list(rows.values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            erase(Attendance.objects.filter(pk__in=ids), now=now, name_sealed=None, name_shown="")
        count += len(ids)
    return count


forgetting = Job(
    "meetings.forget", _("Destroy names of who came to meetings two years ago"), 24 * 3600, forget_names
)
