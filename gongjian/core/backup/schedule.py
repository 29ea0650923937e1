"""Backups that come by themselves: one whole a day, small ones between, old ones taken away, failures told."""

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.backup.between import make_recent, thin_out
from gongjian.core.backup.found import backups, prune
from gongjian.core.backup.making import keep_copies_outside, make_backup
from gongjian.core.backup.places import copy_folder
from gongjian.core.backup.verifying import verify_backup
from gongjian.core.jobs.models import Task, TaskState
from gongjian.core.jobs.tasks import enqueue
from gongjian.core.notices.actions import notify
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from gongjian.core.jobs.turn import Turn

logger = logging.getLogger(__name__)
KIND = "backup.make"
AGAIN = dt.timedelta(hours=1)
AHEAD = dt.timedelta(days=1)  # a backup further ahead was made before the clock was set back
STEPS = 100  # of progress, so that sizes above the database's numbers do not matter


def due_at(now: dt.datetime) -> dt.datetime:
    """The last moment at which the daily backup should have begun, by the office's own clock."""
    hour, _colon, minute = settings.BACKUP_AT.partition(":")
    today = timezone.localtime(now).replace(hour=int(hour), minute=int(minute or 0), second=0, microsecond=0)
    return today if today <= timezone.localtime(now) else today - dt.timedelta(days=1)


def begin_daily(now: dt.datetime) -> bool:
    """Put the day's backup into the queue unless it was made; after a failure again every hour. A missed day is caught up."""
    latest = backups()[:1]
    if latest and due_at(now) <= latest[0].made_at < now + AHEAD:
        return False
    failed = Task.objects.filter(kind=KIND, state=TaskState.FAILED, ended_at__gt=now - AGAIN)
    if failed.exists():
        return False
    enqueue(KIND, payload={}, now=now, key=KIND, label=_("Daily backup"), url=reverse("backup:overview"))
    return True


def between(now: dt.datetime) -> None:
    """The small backup, if anything was done; a refusal is told like a failure of the daily one."""
    try:
        make_recent(now=now)
        keep_copies_outside(now)
    except Refused as refused:
        tell(str(refused.reason), now=now)
        raise


def run_task(turn: "Turn") -> None:
    """Make, look through, take old ones away."""

    def progress(done: int, total: int, words: str) -> None:
        turn.progress(done * STEPS // max(total, 1), STEPS, words)

    now = turn.moment()
    try:
        made = make_backup(now=now, progress=progress)
        verify_backup(made.path, now=turn.moment(), progress=progress)
    except Refused as refused:
        tell(str(refused.reason), now=now)
        raise
    except OSError as error:
        tell(str(error.strerror or error), now=now)
        raise Refused(_("The backup failed: {why}").format(why=error.strerror or error)) from error
    gone = prune()
    thin_out(now)
    second = copy_folder()
    if second is not None and not made.not_copied:
        gone += prune(second)
    if made.not_copied:
        words = _("The backup was made, but not copied to the second folder: {why}")
        tell(words.format(why=made.not_copied), now=now)
    if made.missing:
        words = _("{count} files of the office are missing on the disk, so that they are not in the backup.")
        tell(words.format(count=len(made.missing)), now=now)
    turn.result |= {"file": made.path.name, "size": made.size, "gone": len(gone)}


def tell(words: str, *, now: dt.datetime) -> None:
    """A notice to every administrator, once a day and cause."""
    logger.error("Backup: %s", words)
    today = timezone.localdate(now)
    held = Holding.objects.live(today).filter(role=Role.ADMINISTRATOR).values("person")
    for person in Person.objects.filter(is_active=True, pk__in=held):
        notify(person, kind="backup_trouble", cause=f"backup:{today}:{hash_of(words)}", now=now, data={})


def hash_of(words: str) -> str:
    """A short mark by which the same trouble is known."""
    import hashlib

    return hashlib.sha256(words.encode()).hexdigest()[:8]
