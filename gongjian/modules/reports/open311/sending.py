"""Sending a report on: the item is handed over, and a task posts it, again with growing gaps until it is there or stuck."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.items import side
from gongjian.core.items.models import Item
from gongjian.core.jobs.tasks import TaskKind, Turn, enqueue
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.actions.told import checked_text
from gongjian.modules.reports.models import Errand, ErrandState, Open311Server, Report, ServiceMapping
from gongjian.modules.reports.open311.errands import end_errands, get_stuck, tell_step
from gongjian.modules.reports.open311.line import Failed, Row, send
from gongjian.modules.reports.open311.media import LANE
from gongjian.modules.reports.open311.showing import address_of

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

SEND = "reports.open311_send"
LONGEST_TEXT = 4000  # what the standard lets a description have
ATTEMPTS = 10
FIRST_GAP, LONGEST_GAP = dt.timedelta(minutes=1), dt.timedelta(hours=6)
FIRST_ASKED = dt.timedelta(minutes=15)


@transaction.atomic
def send_out(
    report_id: int,
    *,
    server: Open311Server,
    text: str,
    actor: "Person",
    now: dt.datetime,
    answers: Sequence[tuple[str, str]] = (),
) -> Errand:
    """Hand the report over to the system's unit and have it sent, with the answers to its questions; who may is what the
    hand-over says. Raises Refused."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=report_id)
    report = Report.objects.select_related("category").get(pk=item.pk)
    held = (
        Open311Server.objects.select_related("unit")
        .filter(pk=server.pk, active=True, removed_at__isnull=True)
        .first()
    )
    if held is None or held.office_id != item.office_id:
        raise Refused(_("This system is switched off or removed."), field="server")
    mapping = ServiceMapping.objects.filter(server=held, category=report.category_id).first()
    if mapping is None:
        raise Refused(_("It is not set up what this category is called on that system."), field="server")
    end_errands(now, report=report)
    words = checked_text(text, longest=LONGEST_TEXT)
    request = _("Sent to %(server)s by Open311: %(text)s") % {"server": held.name, "text": words}
    live = side.hand_over(item.pk, actor=actor, unit=held.unit, request=request, now=now)
    errand = Errand.objects.create(
        report=report,
        server=held,
        handover=live,
        service_code=mapping.service_code,
        text=words,
        answers=[list(pair) for pair in answers],
        made_at=now,
        next_at=now,
    )
    _queue(errand, at=now, now=now)
    record(
        "reports.send_out", actor=actor, obj=report, office=item.office, label=str(item), item=item, now=now,
        changes={"system": held.name, "service": mapping.service_code},
    )  # fmt: skip
    return errand


@transaction.atomic
def send_again(errand: Errand, *, actor: "Person", now: dt.datetime) -> Errand:
    """Try anew what is stuck; the caller has checked who may. Raises Refused for what is not stuck."""
    held = _locked(errand.pk)
    if held.ended_at is not None or held.handover.ended_at is not None:
        raise Refused(_("The hand-over has ended: there is nothing to send."), code="wrong_state")
    if held.state == ErrandState.STUCK or held.is_forgotten(now):
        held.state, held.attempts, held.unsure, held.made_at = ErrandState.WAITING, 0, False, now
        _queue(held, at=now, now=now)
    elif held.state != ErrandState.AWAY or held.failing_since is None:
        raise Refused(_("This one is not stuck."), code="wrong_state")
    held.next_at, held.reason, held.failing_since = now, "", None
    held.save()
    item = held.report.item
    record(
        "reports.send_again",
        actor=actor,
        obj=held.report,
        office=item.office,
        label=str(item),
        item=item,
        now=now,
    )
    return held


def _queue(errand: Errand, *, at: dt.datetime, now: dt.datetime) -> None:
    office = errand.server.office
    label = _("%(number)s to %(server)s") % {
        "number": errand.report.item.number,
        "server": errand.server.name,
    }
    payload = {"errand": errand.pk, "attempt": errand.attempts}
    enqueue(
        SEND,
        payload=payload,
        now=now,
        office=office,
        label=label,
        run_at=at,
        key=f"errand:{errand.pk}:{at.timestamp()}",
    )


def run_send(turn: Turn) -> None:
    """One try. Before anything leaves the house that is written down, so that a worker's death is no second report."""
    with turn.chunk():
        errand = _begin(turn.payload["errand"], now=turn.now)
    if errand is None:
        return
    try:
        row = send(errand.server, fields_of(errand), once=str(errand.uid))
    except Failed as failed:
        with turn.chunk():
            _after(_locked(errand.pk), failed, now=turn.moment())
    else:
        with turn.chunk():
            _arrived(_locked(errand.pk), row, now=turn.moment())


def _begin(errand_id: int, *, now: dt.datetime) -> Errand | None:
    """The errand, marked as being sent; None when there is nothing to send."""
    errand = _locked(errand_id)
    if errand.handover.ended_at is not None:
        end_errands(now, report=errand.report)
    elif errand.state == ErrandState.SENDING:
        get_stuck(errand, _("The product was stopped while sending."), unsure=True, now=now)
    elif errand.state == ErrandState.WAITING and not errand.server.active:
        get_stuck(errand, _("This system is switched off or removed."), now=now)
    elif errand.state == ErrandState.WAITING:
        errand.state, errand.attempts = ErrandState.SENDING, errand.attempts + 1
        errand.save(update_fields=["state", "attempts"])
        return errand
    return None


def fields_of(errand: Errand) -> list[tuple[str, str]]:
    """What is sent: service, words, place, answers to their questions. Nothing of the reporter."""
    item = errand.report.item
    where = address_of(item.area, item.office)
    fields = [("service_code", errand.service_code), ("description", errand.text)]
    fields.append(("address_string", f"{item.place}, {where}" if item.place else where))
    if item.lat is not None and item.lon is not None:
        fields += [("lat", str(item.lat)), ("long", str(item.lon))]
    return [*fields, *((parameter, value) for parameter, value in errand.answers)]


def _after(errand: Errand, failed: Failed, *, now: dt.datetime) -> None:
    why = str(failed)
    if failed.unsure or not failed.again or errand.attempts >= ATTEMPTS:
        get_stuck(errand, why, unsure=failed.unsure, now=now)
        return
    times: int = 2 ** (errand.attempts - 1)
    errand.state, errand.reason, errand.next_at = (
        ErrandState.WAITING,
        why,
        now + min(FIRST_GAP * times, LONGEST_GAP),
    )
    errand.save(update_fields=["state", "reason", "next_at"])
    _queue(errand, at=errand.next_at, now=now)


def _arrived(errand: Errand, row: Row, *, now: dt.datetime) -> None:
    errand.number, errand.token = row.get("service_request_id", "")[:80], row.get("token", "")[:200]
    errand.state, errand.sent_at, errand.reason, errand.attempts = ErrandState.AWAY, now, "", 0
    errand.next_at = now + FIRST_ASKED
    if not errand.number and not errand.token:
        errand.reason = _("It gives no number: ask there how far it is.")
    errand.save()
    told = {"server": errand.server.name, "number": errand.number or errand.token or "—"}
    note = _("%(server)s has it under %(number)s.") % told
    tell_step(errand, "errand_sent", note, now=now)


def _locked(errand_id: int) -> Errand:
    related = ("report__item__office", "report__item__area", "server__office", "handover")
    return Errand.objects.select_for_update(of=("self",)).select_related(*related).get(pk=errand_id)


SEND_TASK = TaskKind(SEND, gettext_lazy("Send a report to another system"), run_send, lane=LANE)
