"""What a task's moves do beside changing its state; each runs inside the move's own transaction."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.files.models import Attachment
from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused


def demand_evidence(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """A task that asks for proof is handed in with some: a picture, a link or a note of where it is kept."""
    if item.pk in (reasons := without_evidence([item])):
        raise Refused(reasons[item.pk], field="pictures", code="missing")


def without_evidence(items: Sequence[Item]) -> dict[int, str]:
    """Which of the tasks ask for proof and have none, each with the sentence: three queries for all of them."""
    from gongjian.modules.workplan.models import Evidence, Task

    ids = [item.pk for item in items]
    asking = dict(
        Task.objects.filter(pk__in=ids).exclude(evidence_needed="").values_list("pk", "evidence_needed")
    )
    proved = set(Evidence.objects.filter(task__in=asking).values_list("task_id", flat=True))
    proved |= set(Attachment.objects.filter(item__in=asking).values_list("item_id", flat=True))
    words = _("The plan asks for proof: %(what)s. Add a picture here, or add proof on the task's page first.")
    return {pk: words % {"what": what} for pk, what in asking.items() if pk not in proved}


def complete(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """What is confirmed as done stands at 100 %."""
    task = item.task
    task.progress = 100
    task.save(update_fields=["progress"])
