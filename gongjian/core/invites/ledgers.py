"""The list of private links that an office has given out."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.invites.models import Invite, InviteAnswer, InviteQuerySet
from gongjian.core.ledgers.filters import ConditionFilter, DatesFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger
from gongjian.core.people.access import Access


def invites_for(access: Access) -> Any:
    """Links given to units in the areas for which the person looks after them."""
    found = Invite.objects.under_any(access.paths("invites.manage"))
    return found.select_related("unit__office", "unit__area", "by")


def _purpose(row: Invite) -> str:
    purpose = row.what_for
    return str(purpose.label) if purpose else row.purpose


STATES = {
    "waiting": lambda now: InviteQuerySet.open_at(now),
    "accepted": lambda now: Q(answer=InviteAnswer.ACCEPTED),
    "declined": lambda now: Q(answer=InviteAnswer.DECLINED),
    "expired": lambda now: Q(answered_at__isnull=True, revoked_at__isnull=True, expires_at__lte=now),
    "revoked": lambda now: Q(revoked_at__isnull=False),
}
STATE_WORDS = [
    ("waiting", gettext_lazy("Waiting for an answer")),
    ("accepted", pgettext_lazy("answer to a private link", "Accepted")),
    ("declined", pgettext_lazy("answer to a private link", "Declined")),
    ("expired", pgettext_lazy("a private link", "Expired")),
    ("revoked", gettext_lazy("Taken back")),
]

INVITES = Ledger(
    slug="invites",
    title=gettext_lazy("Private links"),
    permission="invites.manage",
    url_name="invites:list",
    queryset=invites_for,
    columns=(
        Column("label", pgettext_lazy("a private link", "About"), "label", link=True, phone=True),
        Column("purpose", gettext_lazy("What for"), _purpose, width=140),
        Column("unit", pgettext_lazy("a private link", "For which unit"), "unit.name", sort="unit__name", width=200, phone=True),
        Column("made", gettext_lazy("Given on"), "made_at", Kind.DATE, sort="made_at", width=110),
        Column("expires", gettext_lazy("Good until"), "expires_at", Kind.DATE, sort="expires_at", width=110),
        Column("opened", gettext_lazy("Opened"), "opened", Kind.NUMBER, width=80),
        Column("state", gettext_lazy("State"), lambda row: row.state_at(timezone.now()), Kind.STATUS, width=130, phone=True),
    ),
    default_sort="-made",
    filters=(
        ConditionFilter("state", gettext_lazy("State"), choices=STATE_WORDS, conditions=STATES),
        DatesFilter("given", gettext_lazy("Given on"), "made_at"),
    ),
    search=lambda words: Q(label__icontains=words) | Q(unit__name__icontains=words),
    row_url=lambda row: reverse("invites:detail", args=[row.pk]),
    empty_title=gettext_lazy("No private link was given"),
    empty_text=gettext_lazy("A link is given on the page of the thing that a unit is asked about."),
)  # fmt: skip
