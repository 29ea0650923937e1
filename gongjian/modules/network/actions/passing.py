"""What time does to agreements, and a unit that withdraws."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gongjian.core.items.actions import make_move
from gongjian.core.items.telling import holders_of
from gongjian.core.notices.actions import notify
from gongjian.core.orgs.models import Unit
from gongjian.modules.network.models import Agreement, ending_from

WARN_DAYS = (60, 30, 7)
CLOSABLE = {"draft": "drop", "sent": "terminate", "signed": "terminate", "running": "terminate"}


def run_agreements(now: dt.datetime) -> int:
    """What time does: begin what is signed and due, end what is past its last day, tell of what ends soon. Asked by
    ranges, so that missed days are made up for; says how many changed."""
    today = timezone.localdate(now)
    signed = Agreement.objects.filter(item__state="signed", since__lte=today).values_list("pk", flat=True)
    begun = [make_move(pk, "begin", now=now) for pk in signed]
    over = Agreement.objects.filter(item__state="running", until__lt=today).values_list("pk", flat=True)
    ended = [make_move(pk, "end", now=now) for pk in over]
    for days in WARN_DAYS:
        _warn(today, days=days, now=now)
    return len(begun) + len(ended)


@transaction.atomic
def close_agreements(unit: Unit, *, reason: str, now: dt.datetime) -> None:
    """A unit withdrew: its open agreements are broken off, its drafts dropped, with that reason."""
    for row in Agreement.objects.filter(item__unit=unit, item__closed_at__isnull=True).select_related("item"):
        make_move(row.pk, CLOSABLE[row.item.state], now=now, note=reason)


def _warn(today: dt.date, *, days: int, now: dt.datetime) -> None:
    for row in Agreement.objects.filter(ending_from(today, within=dt.timedelta(days=days))).select_related(
        "item"
    ):
        for person in holders_of("network.agree", row.item.area_path):
            notify(
                person,
                kind="agreement_ends",
                cause=f"agreement:{row.pk}:{row.until}:{days}",
                item=row.item,
                now=now,
            )
