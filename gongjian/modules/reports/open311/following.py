"""Asking other systems how far our reports are. What they say becomes a note for a person and never closes ours."""

import datetime as dt
import logging
import time

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.core.items.telling import hands_of, tell
from gongjian.modules.reports.models import Errand
from gongjian.modules.reports.open311.errands import end_errands, tell_step
from gongjian.modules.reports.open311.line import Failed, Row, ask_request, ask_token

logger = logging.getLogger(__name__)
FIRST_GAP, LONGEST_GAP = dt.timedelta(minutes=15), dt.timedelta(hours=6)
CLAIM = dt.timedelta(minutes=10)
PATIENCE = 60.0  # seconds one run may take
LONGEST_NOTES = 1000


def follow_errands(now: dt.datetime) -> int:
    """Ask after all that are due; says how many were asked after. Each is left alone longer while nothing changes."""
    end, count = time.monotonic() + PATIENCE, 0
    end_errands(now)
    with translation.override(settings.LANGUAGE_CODE):
        while time.monotonic() < end and (errand := _take(now)):
            count += 1
            try:
                _ask(errand, now=now)
            except Failed as failed:
                _unanswered(errand, str(failed), now=now)
    return count


def _take(now: dt.datetime) -> Errand | None:
    """The one that has waited longest, out of the others' way for a while."""
    related = ("report__item__office", "server__office")
    while errand := Errand.objects.to_ask(now).select_related(*related).first():
        claimed = Errand.objects.filter(pk=errand.pk, next_at=errand.next_at)
        if claimed.update(next_at=now + CLAIM):
            return errand
    return None


def _ask(errand: Errand, *, now: dt.datetime) -> None:
    if not errand.number:
        number = ask_token(errand.server, errand.token).get("service_request_id", "")[:80]
        if not number:
            raise Failed(_("It has no number yet."), again=True)
        Errand.objects.filter(pk=errand.pk).update(number=number)
        errand.number = number
    row = ask_request(errand.server, errand.number)
    with transaction.atomic():
        _take_in(errand.pk, row, now=now)


def _take_in(errand_id: int, row: Row, *, now: dt.datetime) -> None:
    related = ("report__item__office", "server__office")
    errand = Errand.objects.select_for_update(of=("self",)).select_related(*related).get(pk=errand_id)
    if errand.ended_at is not None:
        return
    status, notes = row.get("status", "").lower()[:20], row.get("status_notes", "")[:LONGEST_NOTES]
    before = (errand.status, errand.notes)
    changed = (status, notes) != before
    errand.status, errand.notes = status, notes
    errand.quiet = 0 if changed else min(errand.quiet + 1, 100)
    errand.next_at, errand.reason, errand.failing_since = now + gap_after(errand.quiet), "", None
    errand.save(update_fields=["status", "notes", "quiet", "next_at", "reason", "failing_since"])
    if changed and not (before == ("", "") and status == "open" and not notes):
        _say(errand, before[0], now=now)


def _say(errand: Errand, before: str, *, now: dt.datetime) -> None:
    """The note for a person; a closed one asks her to look and to end the hand-over."""
    told = {"server": errand.server.name, "status": errand.status or "—", "notes": errand.notes or "—"}
    if errand.status == "closed" and before != "closed":
        note = (
            _("%(server)s says it is closed: %(notes)s Look whether it holds, then end the hand-over.") % told
        )
    else:
        note = _("%(server)s says: %(status)s, %(notes)s") % told
    tell_step(errand, "errand_word", note, now=now)
    if errand.status == "closed" and before != "closed":
        item = errand.report.item
        tell(
            hands_of(item),
            "errand_closed",
            item,
            cause=f"errand-closed:{errand.pk}:{now.timestamp()}",
            now=now,
        )


def _unanswered(errand: Errand, why: str, *, now: dt.datetime) -> None:
    quiet = min(errand.quiet + 1, 100)
    Errand.objects.filter(pk=errand.pk, ended_at__isnull=True).update(
        quiet=quiet,
        next_at=now + gap_after(quiet),
        reason=why[:300],
        failing_since=errand.failing_since or now,
    )


def gap_after(quiet: int) -> dt.timedelta:
    """How long to wait after so many times without news: from a quarter of an hour to six."""
    times: int = 2 ** min(quiet, 10)
    return min(FIRST_GAP * times, LONGEST_GAP)
