"""What an administrator may ask of backups."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.backup.schedule import KIND
from gongjian.core.jobs.models import Task
from gongjian.core.jobs.tasks import enqueue
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record


@transaction.atomic
def ask_for_backup(*, by: Person, office: Area, now: dt.datetime) -> Task:
    """Have one made by the worker now; while one is being made, that one. `office` is the one in whose trail it stands."""
    task = enqueue(
        KIND, payload={}, now=now, key=KIND, person=by, office=office, label=_("Backup"), url=reverse("backup:overview")
    )  # fmt: skip
    record("backup.make", actor=by, obj=task, office=office, label=task, now=now)
    return task
