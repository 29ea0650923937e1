"""What a task's moves do beside changing its state; each runs inside the move's own transaction."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused


def demand_evidence(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """A task that asks for proof is handed in with some: a picture, a link or a note of where it is kept."""
    task = item.task
    if not task.evidence_needed or task.evidence.exists() or item.attachments.exists():
        return
    words = _("The plan asks for proof: %(what)s. Add a picture here, or add proof on the task's page first.")
    raise Refused(words % {"what": task.evidence_needed}, field="pictures", code="missing")


def complete(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """What is confirmed as done stands at 100 %."""
    task = item.task
    task.progress = 100
    task.save(update_fields=["progress"])
