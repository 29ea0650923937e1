"""The lists of terms of office, and of the seats that units hold in committees."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.ledgers.filters import ChoiceFilter, ConditionFilter, DatesFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, SavedView
from gongjian.core.orgs.models import Appointment, AppointmentKind, Term, TermKind
from gongjian.core.orgs.models.post import ending_from, in_offices_of, live_on
from gongjian.core.people.access import Access
from gongjian.core.privacy.sealing import unseal

STATE_WORDS = [
    ("live", gettext_lazy("In office")),
    ("soon", gettext_lazy("Ends within 60 days")),
    ("over", gettext_lazy("Over")),
]


def _today(now: Any) -> Any:
    return timezone.localdate(now)


STATES = {
    "live": lambda now: live_on(_today(now)),
    "soon": lambda now: ending_from(_today(now)),
    "over": lambda now: Q(until__lte=_today(now)) | Q(ended_on__lte=_today(now)),
}


def holder_of(term: Term) -> str:
    """Whoever is in the post: the account's name, or the name entered."""
    return term.person.name if term.person else unseal(term, "name")


def delegate_of(row: Appointment) -> str:
    """Whom the unit sends; empty for a unit as such."""
    return unseal(row, "name")


def terms_for(access: Access) -> Any:
    """Terms in the organisations of the offices in which the person works."""
    found = Term.objects.filter(in_offices_of(access, "orgs.view", unit="post__unit"))
    return found.select_related("post__unit__area", "post__unit__office", "person")


def seats_for(access: Access) -> Any:
    """Seats in the organisations of the offices in which the person works."""
    found = Appointment.objects.filter(in_offices_of(access, "orgs.view", unit="organisation"))
    return found.select_related("organisation__area", "organisation__office", "unit")


TERMS = Ledger(
    slug="terms",
    title=gettext_lazy("Posts and terms"),
    permission="orgs.view",
    url_name="orgs:terms",
    queryset=terms_for,
    columns=(
        Column("unit", gettext_lazy("Organisation"), "post.unit.name", sort="post__unit__name", link=True, phone=True),
        Column("post", gettext_lazy("Post"), "post.title", sort="post__title", width=130, phone=True),
        Column("holder", pgettext_lazy("of a post", "Holder"), holder_of, width=110, phone=True),
        Column("kind", pgettext_lazy("into a post", "How"), "get_kind_display", sort="kind", width=80),
        Column("since", gettext_lazy("From"), "since", Kind.DATE, sort="since", width=110),
        Column("until", pgettext_lazy("first day without", "Until"), "until", Kind.DATE, sort="until", width=110, phone=True),
        Column("state", gettext_lazy("State"), lambda row: row.state_on(timezone.localdate()), Kind.STATUS, width=100, phone=True),
    ),
    default_sort="until",
    filters=(
        ConditionFilter("state", gettext_lazy("State"), choices=STATE_WORDS, conditions=STATES),
        ChoiceFilter("kind", pgettext_lazy("into a post", "How"), "kind", choices=TermKind.choices),
        DatesFilter("ends", pgettext_lazy("first day without", "Until"), "until", moments=False),
    ),
    views=(SavedView("soon", gettext_lazy("Ends within 60 days"), {"state": "soon"}),),
    search=lambda words: Q(post__unit__name__icontains=words) | Q(post__title__icontains=words),
    row_url=lambda row: reverse("orgs:detail", args=[row.post.unit_id]),
    empty_title=gettext_lazy("Nobody holds a post yet"),
    empty_text=gettext_lazy("Add posts on the page of a Party organisation, then say who holds them."),
)  # fmt: skip

SEATS = Ledger(
    slug="seats",
    title=gettext_lazy("Members from units"),
    permission="orgs.view",
    url_name="orgs:seats",
    queryset=seats_for,
    columns=(
        Column("organisation", gettext_lazy("Organisation"), "organisation.name", sort="organisation__name", link=True, phone=True),
        Column("unit", pgettext_lazy("that sends a member", "Unit"), "unit.name", sort="unit__name", width=220, phone=True),
        Column("kind", pgettext_lazy("of a member", "As"), "get_kind_display", sort="kind", width=110),
        Column("name", gettext_lazy("Sends"), delegate_of, width=100),
        Column("since", gettext_lazy("From"), "since", Kind.DATE, sort="since", width=110),
        Column("until", pgettext_lazy("first day without", "Until"), "until", Kind.DATE, sort="until", width=110, phone=True),
        Column("state", gettext_lazy("State"), lambda row: row.state_on(timezone.localdate()), Kind.STATUS, width=100, phone=True),
    ),
    default_sort="organisation",
    filters=(
        ConditionFilter("state", gettext_lazy("State"), choices=STATE_WORDS, conditions=STATES),
        ChoiceFilter("kind", pgettext_lazy("of a member", "As"), "kind", choices=AppointmentKind.choices),
    ),
    views=(SavedView("soon", gettext_lazy("Ends within 60 days"), {"state": "soon"}),),
    search=lambda words: Q(organisation__name__icontains=words) | Q(unit__name__icontains=words),
    row_url=lambda row: reverse("orgs:detail", args=[row.organisation_id]),
    empty_title=gettext_lazy("No unit has a seat yet"),
    empty_text=gettext_lazy("Appoint member units on the page of a committee."),
)  # fmt: skip
