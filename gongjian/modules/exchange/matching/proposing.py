"""The verbs of a proposal: put it into the queue, work it out and keep it, confirm what a person takes of it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.jobs.tasks import Task, enqueue
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.lib.matching import Ask, Rules
from gongjian.modules.exchange import policy
from gongjian.modules.exchange.actions.checking import trail
from gongjian.modules.exchange.actions.matching_up import propose_match
from gongjian.modules.exchange.matching.facts import (
    WEIGHTS,
    Given,
    ask_of,
    given,
    matches_of,
    missing_of,
    on_offer_from,
    past_of,
    taken_by_day,
)
from gongjian.modules.exchange.models import Answer, Declining, Need, Proposal, ProposedMatch, Resource
from gongjian.modules.exchange.models.asking import NeedQuerySet

if TYPE_CHECKING:
    from gongjian.core.jobs.tasks import Turn
    from gongjian.modules.exchange.matching.planning import Chosen, Outcome

TASK = "exchange.propose_all"
MOST_PER_UNIT = 1000
AT_ONCE = 100
CHUNK = 2000


def propose_later(area: Area, *, most_per_unit: int, actor: Person, now: dt.datetime) -> Task:
    """Put the work into the queue; pressed twice, it is one."""
    policy.must_arrange(area.path, actor, now=now)
    _limit(most_per_unit)
    payload = {"area": area.pk, "most_per_unit": most_per_unit}
    office = area.office or area
    return enqueue(
        TASK, payload=payload, now=now, key=f"{area.pk}", person=actor, office=office,
        label=_("Proposal for all open needs: %(area)s") % {"area": area.short_name},
    )  # fmt: skip


def _limit(most: int) -> None:
    if not 1 <= most <= MOST_PER_UNIT:
        raise Refused(_("A unit is asked for 1 to 1000 needs in one proposal."), field="most_per_unit")


def run_proposal(turn: "Turn") -> None:
    """The task. A second run after a death finds what the first one kept."""
    from django.urls import reverse

    person, area = turn.task.person, Area.objects.get(pk=turn.payload["area"])
    if person is None:
        raise Refused("a proposal belongs to somebody")
    made = Proposal.objects.filter(uid=turn.task.uid).first()
    if made is None:
        made = propose_all(
            area, most_per_unit=turn.payload["most_per_unit"], actor=person, now=turn.now, uid=turn.task.uid, turn=turn
        )  # fmt: skip
    turn.result, turn.url = {"proposal": made.pk}, reverse("exchange:proposal", args=[made.pk])


def propose_all(
    area: Area, *, most_per_unit: int, actor: Person, now: dt.datetime, uid: Any = None, turn: "Turn | None" = None,
    is_demo: bool = False,
) -> Proposal:  # fmt: skip
    """Read all open needs of the area and all that the office's units give, choose, and keep the plan. Nobody is asked
    yet. Reading and choosing hold no lock."""
    from gongjian.modules.exchange.matching.planning import plan

    policy.must_arrange(area.path, actor, now=now)
    _limit(most_per_unit)
    today = timezone.localtime(now).date()
    asks = _asks(area, today)
    rows = _offers(area, today)
    rules = Rules(declined=_declined(today), most_per_owner=most_per_unit)
    if turn is not None:
        turn.progress(0, len(asks), "")
    outcome = plan(asks, [row.offer for row in rows], rules=rules)
    with turn.chunk() if turn is not None else transaction.atomic():
        made = _keep(
            area, outcome, rules, len(asks), len(rows), actor=actor, now=now, uid=uid, is_demo=is_demo
        )
        for rows_ in _chunks(_rows(made, outcome, asks, rows)):
            ProposedMatch.objects.bulk_create(rows_)
        trail("propose_all", made, office=made.office, actor=actor, now=now,
              changes={"needs": ["", len(asks)], "proposed": ["", len(outcome.chosen)]})  # fmt: skip
    if turn is not None:
        turn.progress(len(asks), len(asks), "")
    return made


def open_needs(area: Area) -> NeedQuerySet:
    """Needs of the area that are not closed."""
    return Need.objects.open().filter(item__area_path__within=area.path)


def _asks(area: Area, today: dt.date) -> list[Ask]:
    rows = open_needs(area)
    missing = missing_of(rows)
    needs = rows.select_related("item").order_by("item__opened_at", "pk").iterator(CHUNK)
    return [ask_of(need, missing[need.pk], today=today) for need in needs if missing.get(need.pk)]


def _offers(area: Area, today: dt.date) -> list[Given]:
    office = Resource.objects.filter(office=area.office or area)
    offered = on_offer_from(office, today + dt.timedelta(days=1))
    matches = matches_of(offered.order_by().values("pk"))
    taken, past = taken_by_day(matches, today=today), past_of(matches)
    rows = offered.prefetch_related("windows").order_by("pk").iterator(CHUNK)
    return given(rows, taken, past, today=today)


def _declined(today: dt.date) -> frozenset[tuple[int, int]]:
    return frozenset(Declining.objects.in_force(today).values_list("need_id", "resource_id"))


def _keep(
    area: Area, outcome: "Outcome", rules: Rules, needs: int, resources: int, *, actor: Person, now: dt.datetime,
    uid: Any, is_demo: bool,
) -> Proposal:  # fmt: skip
    used = {
        name: value for name, value in asdict(rules).items() if name not in ("declined", "most_per_owner")
    }
    more = {"uid": uid} if uid else {}
    return Proposal.objects.create(
        office=area.office or area, area=area, area_path=area.path, made_by=actor, made_at=now,
        most_per_unit=rules.most_per_owner or MOST_PER_UNIT, needs=needs, resources=resources, value=outcome.value,
        bound=outcome.bound, greedy=outcome.greedy, first_come=outcome.first_come, seconds=outcome.seconds,
        rules={"shares": used, "weights": WEIGHTS, "pairs": outcome.pairs}, is_demo=is_demo, **more,
    )  # fmt: skip


def _rows(
    made: Proposal, outcome: "Outcome", asks: Sequence[Ask], rows: Sequence[Given]
) -> Iterator[ProposedMatch]:
    for one in outcome.chosen:
        yield _proposed(made, one, asks[one.ask], rows[one.offer])
    for at, why in outcome.without.items():
        yield ProposedMatch(proposal=made, need_id=asks[at].key, quantity=asks[at].quantity, why=why)


def _proposed(made: Proposal, one: "Chosen", ask: Ask, row: Given) -> ProposedMatch:
    told = {
        "words": one.words, "metres": one.metres, "left": row.offer.left, "rating": row.offer.rating,
        "deliveries": row.offer.deliveries,
    }  # fmt: skip
    return ProposedMatch(
        proposal=made, need_id=ask.key, resource_id=row.offer.key, quantity=ask.quantity, day=row.day, fit=one.fit,
        told=told,
    )  # fmt: skip


def _chunks(rows: Iterator[ProposedMatch]) -> Iterator[list[ProposedMatch]]:
    held: list[ProposedMatch] = []
    for row in rows:
        held.append(row)
        if len(held) == 500:
            yield held
            held = []
    if held:
        yield held


def confirm_rows(
    proposal: Proposal, *, chosen: Sequence[int], actor: Person, now: dt.datetime
) -> dict[str, int]:
    """Make matches of the rows that were chosen; how many were confirmed and refused. Those answered before are left as
    they are, so that confirming twice changes nothing.

    Each row is a transaction of its own: the match takes its own locks, and one that is refused keeps nobody else up.
    """
    policy.must_arrange(proposal.area_path, actor, now=now)
    if not chosen:
        raise Refused(_("Nothing is ticked. Tick the matches that you want to confirm."), code="missing")
    if len(chosen) > AT_ONCE:
        raise Refused(_("At most %(most)d at once. Tick fewer.") % {"most": AT_ONCE})
    answers = [_confirm_row(proposal, pk, actor=actor, now=now) for pk in sorted(set(chosen))]
    return {word: answers.count(word) for word in (Answer.CONFIRMED, Answer.REFUSED)}


@transaction.atomic
def _confirm_row(proposal: Proposal, pk: int, *, actor: Person, now: dt.datetime) -> str:
    row = _locked(proposal, pk)
    if row is None:
        return ""
    try:
        with transaction.atomic():
            row.match = propose_match(
                row.need_id,
                resource=row.resource,
                quantity=row.quantity,
                first_day=row.day,
                actor=actor,
                now=now,
            )
            row.answer = Answer.CONFIRMED
    except Refused as refused:
        row.answer, row.refusal = Answer.REFUSED, str(refused.reason)[:300]
    row.answered_by, row.answered_at = actor, now
    row.save(update_fields=["match", "answer", "refusal", "answered_by", "answered_at"])
    trail("confirm_proposed", row, office=proposal.office, actor=actor, now=now, item=row.need.item,
          changes={"answer": [Answer.OPEN, row.answer]})  # fmt: skip
    return row.answer


def _locked(proposal: Proposal, pk: int) -> ProposedMatch | None:
    """The row, if it is still to be answered."""
    rows = ProposedMatch.objects.matched().filter(proposal=proposal, answer=Answer.OPEN)
    if rows.select_for_update().filter(pk=pk).first() is None:
        return None
    return ProposedMatch.objects.with_all().get(pk=pk)
