"""What a theme's answer demands before it moves on; each says beforehand, for many at once, what is lacking."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.refusal import Refused


def hand_in(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """An answer says what the community gives, what it asks for, and names an activity."""
    if item.pk in (reasons := incomplete([item])):
        raise Refused(reasons[item.pk], code="missing")
    answer = item.theme_answer
    if answer.in_time is None:
        answer.in_time = timezone.localdate(now) <= answer.theme.answer_by
        answer.save(update_fields=["in_time"])


def incomplete(items: Sequence[Item]) -> dict[int, str]:
    """Which answers lack a part of their list, each with the sentence; one query."""
    from gongjian.modules.programmes.models import AnswerLine, Way

    rows = AnswerLine.objects.filter(answer__in=[item.pk for item in items]).values_list("answer_id", "way")
    had = Counter(rows)
    words = _("Still missing: %(what)s. Add it on the page of the answer.")
    found = {}
    for item in items:
        lacking = [str(way.label) for way in Way if not had[item.pk, way.value]]
        if lacking:
            found[item.pk] = words % {"what": "、".join(lacking)}
    return found


def finish(*, item: Item, step: Step, actor: Any, now: dt.datetime) -> None:
    """Every activity was held, or it is written that it was dropped."""
    if item.pk in (reasons := unheld([item])):
        raise Refused(reasons[item.pk], code="missing")


def unheld(items: Sequence[Item]) -> dict[int, str]:
    """Which answers have activities of which nobody has said how many came; one query."""
    from gongjian.modules.programmes.models import AnswerLine, Way

    rows = AnswerLine.objects.filter(
        answer__in=[item.pk for item in items], way=Way.ACTIVITY, came__isnull=True, dropped=False
    )
    words = _("Of “%(what)s” nobody has written down how many came. Enter it, or that it was dropped.")
    return {row.answer_id: words % {"what": row.text} for row in rows}
