"""Agreements: drafted, their terms, renewed, answered by private link."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from gongjian.core.items.actions import make_move
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import line
from gongjian.core.links.actions import link, row_of
from gongjian.core.links.models import Link
from gongjian.core.orgs.models import PARTY, Unit, UnitKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.network import policy
from gongjian.modules.network.actions.lines import locked, step, trail
from gongjian.modules.network.flows import AGREEMENT
from gongjian.modules.network.models import (
    Agreement,
    AgreementTerm,
    Joining,
    JoiningState,
)
from gongjian.modules.network.offers import PROMISED, giver_of, title_of

MOST_YEARS = 5


@transaction.atomic
def draft_agreement(
    unit: Unit,
    *,
    side: Unit,
    title: str,
    since: dt.date,
    until: dt.date,
    actor: Person | None,
    now: dt.datetime,
    previous: Agreement | None = None,
) -> Agreement:
    """Begin an agreement between a unit of the alliance and a Party organisation or community of the office."""
    policy.demand("network.agree", side.area.path, actor, now=now)
    _check_parties(unit, side)
    _check_days(since, until)
    item = open_item(
        AGREEMENT,
        office=side.office,
        area=side.area,
        title=line(title, field="title"),
        now=now,
        actor=actor,
        unit=unit,
    )
    row = Agreement.objects.create(item=item, side=side, since=since, until=until, previous=previous)
    index(item, text_of(row))
    trail(
        "draft",
        row,
        item.office,
        actor=actor,
        now=now,
        item=item,
        changes={"since": ["", since], "until": ["", until]},
    )
    return row


@transaction.atomic
def add_term(
    agreement: Agreement,
    *,
    giver: Unit,
    what: str,
    actor: Person | None,
    now: dt.datetime,
    quantity: int = 1,
    measure: str = "",
    offer: models.Model | None = None,
) -> AgreementTerm:
    """One thing that one of the parties gives; while it is a draft only. Tied to an `offer`, a resource or service that
    the giver has in a list, its deliveries count by themselves."""
    row = locked(agreement.pk)
    policy.demand("network.agree", row.item.area_path, actor, now=now)
    if row.item.state != "draft":
        raise Refused(
            _("Terms are written while it is a draft: decline or renew it to change them."),
            code="wrong_state",
        )
    if giver.pk not in (row.item.unit_id, row.side_id):
        raise Refused(_("Choose one of the two parties."), field="giver")
    if offer is not None and giver_of(offer) != giver.pk:
        raise Refused(_("The other party has this to give: choose who gives again."), field="offer")
    if not 1 <= quantity <= 1_000_000:
        raise Refused(_("Say how often or how many: at least 1."), field="quantity")
    term = AgreementTerm.objects.create(
        agreement=row, giver=giver, what=_named(what, offer), quantity=quantity,
        measure=line(measure, field="measure", most=10, empty=True), order=row.terms.count() + 1,
    )  # fmt: skip
    if offer is not None:
        link(offer, to=term, kind=PROMISED, by=actor, now=now)
    step(row.item, "term", note=f"{giver}：{term.what}", actor=actor, now=now)
    trail(
        "add_term",
        term,
        row.item.office,
        actor=actor,
        now=now,
        item=row.item,
        changes={"quantity": [None, quantity]},
    )
    return term


@transaction.atomic
def renew_agreement(
    agreement: Agreement, *, since: dt.date, until: dt.date, actor: Person | None, now: dt.datetime
) -> Agreement:
    """A new draft with the same parties and terms; the old one is over when the new one is signed."""
    old = locked(agreement.pk)
    if old.item.state not in ("running", "ended"):
        raise Refused(_("Only an agreement that runs or ran to its end is renewed."), code="wrong_state")
    if hasattr(old, "next"):
        raise Refused(
            _("It is being renewed already: see %(number)s.") % {"number": old.next.item.number}, code="twice"
        )
    if since <= old.since:
        raise Refused(_("The new agreement begins after the old one."), field="since")
    assert old.item.unit is not None
    new = draft_agreement(
        old.item.unit,
        side=old.side,
        title=old.item.title,
        since=since,
        until=until,
        actor=actor,
        now=now,
        previous=old,
    )
    for one in old.terms.all():
        term = AgreementTerm.objects.create(
            agreement=new, giver_id=one.giver_id, what=one.what, quantity=one.quantity, measure=one.measure,
            order=one.order,
        )  # fmt: skip
        for tied in Link.objects.coming_in(one).filter(kind=PROMISED):
            if offer := row_of(tied.source):
                link(offer, to=term, kind=PROMISED, by=actor, now=now)
    return new


def accept_agreement(thing: Any, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime) -> None:
    """The private link's "we accept"."""
    _demand_party(thing, unit)
    make_move(
        thing.pk,
        "accept",
        actor=actor,
        now=now,
        note=_("%(unit)s: %(words)s") % {"unit": unit, "words": reason},
    )


def decline_agreement(thing: Any, *, unit: Unit, reason: str, actor: Person | None, now: dt.datetime) -> None:
    """The private link's "we decline": back to a draft, with the reason."""
    _demand_party(thing, unit)
    make_move(
        thing.pk,
        "decline",
        actor=actor,
        now=now,
        note=_("%(unit)s: %(words)s") % {"unit": unit, "words": reason},
    )


def text_of(row: Agreement) -> str:
    """What an agreement can be found by."""
    return " ".join([row.item.title, row.item.unit.name if row.item.unit else "", row.side.name])


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    return {row.pk: text_of(row) for row in Agreement.objects.filter(pk__in=ids).with_all()}


def _check_parties(unit: Unit, side: Unit) -> None:
    if unit.kind != UnitKind.PARTNER or not unit.active or unit.office_id != side.office_id:
        raise Refused(_("Choose a partner unit that takes part."), field="unit")
    if not side.active or side.kind not in (UnitKind.COMMUNITY, *PARTY):
        raise Refused(_("Choose a community or a Party organisation of the same office."), field="side")
    if Joining.objects.filter(unit=unit, state=JoiningState.PAUSED).exists():
        raise Refused(
            _("The unit's standing is paused: ask it to confirm that it goes on first."), field="unit"
        )


def _check_days(since: dt.date, until: dt.date) -> None:
    if until <= since:
        raise Refused(_("The last day lies before the first."), field="until")
    if until > since + dt.timedelta(days=366 * MOST_YEARS):
        raise Refused(
            _("An agreement holds for at most %(most)d years.") % {"most": MOST_YEARS}, field="until"
        )


def _demand_party(thing: Agreement, unit: Unit) -> None:
    if thing.item.unit_id != unit.pk:
        raise Refused(_("This is an agreement of another unit."), code="not_allowed")


def _named(what: str, offer: models.Model | None) -> str:
    return line(what or (title_of(offer)[:120] if offer else ""), field="what", most=120)
