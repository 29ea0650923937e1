"""Who may run a job now: one worker at a time, and a dead worker's turn ends by itself."""

import datetime as dt

from django.db import transaction

from gongjian.core.jobs.models import JobState
from gongjian.core.manifest import Job

QUICK = 10  # seconds: jobs that come round more often keep their lease between runs
QUICK_LEASE = dt.timedelta(seconds=5)
LEASE = dt.timedelta(minutes=10)


def is_quick(job: Job) -> bool:
    """Whether the job comes round so often that it has a lane of its own."""
    return job.every_seconds < QUICK


def lease_of(job: Job) -> dt.timedelta:
    """How long a worker that falls silent keeps others from the job."""
    return QUICK_LEASE if is_quick(job) else LEASE


def due_names(jobs: tuple[Job, ...], *, holder: str, now: dt.datetime) -> list[str]:
    """Names of the jobs that look due and free, in one query; `take` decides."""
    states = {state.name: state for state in JobState.objects.filter(name__in=[job.name for job in jobs])}
    return [job.name for job in jobs if _free(states.get(job.name), job, holder=holder, now=now)]


@transaction.atomic
def take(job: Job, *, holder: str, now: dt.datetime) -> bool:
    """Take the lease and note the beginning; False when another worker was first or the job is not due."""
    JobState.objects.bulk_create([JobState(name=job.name)], ignore_conflicts=True)
    state = JobState.objects.select_for_update().get(pk=job.name)
    if not _free(state, job, holder=holder, now=now):
        return False
    state.began_at, state.holder, state.leased_until = now, holder, now + lease_of(job)
    state.asked_at = None
    state.save(update_fields=["began_at", "holder", "leased_until", "asked_at"])
    return True


def finish(job: Job, *, holder: str, now: dt.datetime, error: str) -> None:
    """Note the end and give the lease back, unless somebody else has it by now."""
    facts: dict[str, object] = {"ended_at": now, "error": error}
    if not is_quick(job):
        facts["leased_until"] = None
    JobState.objects.filter(pk=job.name, holder=holder).update(**facts)


def _free(state: JobState | None, job: Job, *, holder: str, now: dt.datetime) -> bool:
    if state is None:
        return True
    lease = lease_of(job)
    # A lease or a beginning that lies too far ahead was written before the machine's clock was set back.
    held = state.leased_until is not None and now < state.leased_until <= now + lease
    if held and state.holder != holder:
        return False
    if state.asked_at is not None:
        return True
    began = state.began_at
    return (
        is_quick(job) or began is None or not began <= now < began + dt.timedelta(seconds=job.every_seconds)
    )
