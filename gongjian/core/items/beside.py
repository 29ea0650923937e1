"""What stands beside a matter: help asked for, hand-overs, urgings, more time; and the addresses of its forms."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.compiled import Compiled
from gongjian.core.items import acts
from gongjian.core.items.explain import amount_text
from gongjian.core.items.models import HandOver, Helper, Item, Urging
from gongjian.core.people.access import Access

NEED_WORDS = {
    "unit": gettext_lazy("unit"),
    "handler": gettext_lazy("handler"),
    "note": gettext_lazy("note"),
    "reason": gettext_lazy("reason"),
    "public_note": gettext_lazy("answer to the resident"),
    "picture": gettext_lazy("pictures"),
    "result": gettext_lazy("result"),
}


_HELPERS = Compiled(lambda pk: Helper.objects.filter(item=pk).select_related("unit", "person"), pk=-1)
_HANDOVERS = Compiled(lambda pk: HandOver.objects.filter(item=pk).select_related("unit"), pk=-1)
_URGINGS = Compiled(lambda pk: Urging.objects.filter(item=pk).select_related("by"), pk=-1)


def move_url(item: Item, name: str) -> str:
    """The address of a move's form: the module's own where the move names one."""
    if page := item.flow.move(name).page:
        return reverse(page, args=[item.pk])
    return reverse("items:move", args=[item.pk, name])


def act_url(item: Item, name: str, target: int = 0) -> str:
    """The address of a side act's form."""
    return reverse("items:act", args=[item.pk, name, target])


def helpers_of(item: Item, access: Access) -> list[dict[str, Any]]:
    """Who was asked to help, and what they said."""
    found = []
    for one in _HELPERS.objects(pk=item.pk):
        mine = one.person_id in access.person_ids or one.unit_id in access.unit_ids
        row = {"unit": str(one.unit or ""), "name": str(one.person or ""), "note": one.answer or one.request}
        row["state_text"] = _("Answered") if one.answered_at else _("No answer yet")
        row["drawn"] = "ok" if one.answered_at else "half"
        if mine and not one.answered_at:
            row |= {"url": act_url(item, "answer-help", one.pk), "link_text": _("Answer…")}
        found.append(row)
    return found


def handovers_of(item: Item, access: Access, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Hand-overs, live ones with the link to end them."""
    found = []
    for one in _HANDOVERS.objects(pk=item.pk):
        row: dict[str, Any] = {"unit": str(one.unit), "text": one.answer or one.request}
        if one.ended_at:
            outcomes = {"done": _("Done"), "refused": _("Refused"), "withdrawn": _("Taken back")}
            row |= {"state_text": outcomes[one.outcome], "drawn": "ok"}
        elif one.answer_by < now:
            row |= {"state_text": _("Stuck"), "tone": "late", "drawn": "late"}
        else:
            row |= {"state_text": _("Taken on") if one.accepted_at else _("Waiting"), "drawn": "half"}
        contact = one.unit_id in access.unit_ids
        if not one.ended_at and (contact or acts.in_my_hands(item, access)):
            name = "accept-hand-over" if contact and not one.accepted_at else "end-hand-over"
            row |= {"url": act_url(item, name, one.pk), "link_text": acts.ACTS[name].label}
        found.append(row)
    return found


def urgings_of(item: Item, access: Access) -> list[dict[str, Any]]:
    """Urgings, with the link to answer for those who must."""
    mine = acts.in_my_hands(item, access) or item.unit_id in access.unit_ids
    return [
        {
            "text": one.text, "who": str(one.by), "when": timezone.localtime(one.at).strftime("%m-%d %H:%M"),
            "answer": one.answer,
            "answer_url": act_url(item, "answer-urging", one.pk) if mine and not one.answered_at else "",
        }
        for one in _URGINGS.objects(pk=item.pk)
    ]  # fmt: skip


def time_asked_of(clocks: list[Any], item: Item, access: Access) -> list[dict[str, Any]]:
    """Requests for more time: undecided ones with the link to decide, open pauses with the link to resume."""
    decides = access.may("items.decide_time", item.area_path)
    found = []
    for clock in clocks:
        for row in (*clock.extensions.all(), *clock.pauses.all()):
            found.append(
                _asked_row(row, item, clock.label, decides and row.asked_by_id != access.person_id, access)
            )
    return found


def _asked_row(row: Any, item: Item, label: str, decides: bool, access: Access) -> dict[str, Any]:
    noun = "extension" if hasattr(row, "amount") else "pause"
    what = amount_text(row.amount, row.unit) if noun == "extension" else _("pause")
    shown = {
        "what": f"{label}: {what}", "who": str(row.asked_by), "reason": row.reason, "at": row.asked_at,
        "state": row.get_decision_display(), "decision": row.decision, "answer": row.answer, "url": "", "link_text": "",
    }  # fmt: skip
    if row.decision == "asked" and decides and not row.clock.stopped_at:
        shown |= {"url": act_url(item, f"decide-{noun}", row.pk), "link_text": _("Decide…")}
    running = noun == "pause" and row.decision == "granted" and not row.ended_at
    if running and (decides or acts.in_my_hands(item, access)):
        shown |= {"url": act_url(item, "resume", row.pk), "link_text": _("Resume the clock")}
    return shown
