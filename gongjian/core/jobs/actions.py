"""What an administrator may ask of periodic jobs."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.jobs.leases import is_quick
from gongjian.core.jobs.models import JobState
from gongjian.core.jobs.runner import all_jobs
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


@transaction.atomic
def run_now(name: str, *, by: Person, office: Area, now: dt.datetime) -> JobState:
    """Have a periodic job run at the worker's next look, whenever it would be due. Raises Refused for an unknown one.

    `office` is the one in whose trail the wish is written.
    """
    job = next((job for job in all_jobs() if job.name == name), None)
    if job is None:
        raise Refused(_("There is no such periodic job."), field="name")
    if is_quick(job):
        raise Refused(_("This job runs every few seconds by itself."), field="name")
    JobState.objects.bulk_create([JobState(name=name)], ignore_conflicts=True)
    state = JobState.objects.select_for_update().get(pk=name)
    state.asked_at = now
    state.save(update_fields=["asked_at"])
    record("jobs.run_now", actor=by, obj=state, office=office, label=job.label, now=now)
    return state
