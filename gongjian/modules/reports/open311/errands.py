"""What sending and following share: an errand gets stuck, ends with its hand-over, and says so to people."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.items.actions import record_act
from gongjian.core.items.models import Step
from gongjian.core.items.telling import hands_of, tell
from gongjian.lib.masks import mask_text
from gongjian.modules.reports.models import Errand, ErrandState, Report


def get_stuck(errand: Errand, why: str, *, now: dt.datetime, unsure: bool = False) -> None:
    """Nothing more happens by itself; the handler is told. Call inside a transaction that holds the errand."""
    hint = _("Look there first whether it arrived, before you send it again.") if unsure else ""
    errand.state, errand.unsure, errand.next_at = ErrandState.STUCK, unsure, None
    errand.reason = f"{why} {hint}".strip()[:300]
    errand.save(update_fields=["state", "unsure", "next_at", "reason"])
    tell_step(errand, "errand_stuck", errand.reason, now=now)
    item = errand.report.item
    tell(hands_of(item), "errand_stuck", item, cause=f"errand-stuck:{errand.pk}:{now.timestamp()}", now=now)


def end_errands(now: dt.datetime, *, report: Report | None = None) -> int:
    """End those whose hand-over a person has ended; says how many. Safe to run again."""
    ended = Errand.objects.live().filter(handover__ended_at__isnull=False)
    if report is not None:
        ended = ended.filter(report=report)
    return ended.update(state=ErrandState.OVER, ended_at=now, next_at=None)


def tell_step(errand: Errand, act: str, note: str, *, now: dt.datetime) -> None:
    """A line in the item's timeline and a row in the trail, by nobody."""
    item = errand.report.item
    words = mask_text(note).text
    Step.objects.create(
        item=item, move=act, source=item.state, target=item.state, actor=None, note=words, at=now
    )
    record_act(item, act, actor=None, changes={"system": errand.server.name}, reason=words[:200], now=now)
