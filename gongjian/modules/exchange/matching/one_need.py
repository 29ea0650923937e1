"""One need: the resources that suit it, with reasons in words, and why the others are out."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from gongjian.lib.matching import Ranked, Ruled, Rules, ranked
from gongjian.modules.exchange.matching.facts import (
    POOL,
    Given,
    ask_of,
    given,
    matches_of,
    nearest,
    on_offer_from,
    past_of,
    taken_by_day,
)
from gongjian.modules.exchange.models import Declining, Need, Offered, Resource


@dataclass(frozen=True, slots=True)
class Suiting:
    """`best` with the day to ask for; `out` by reason, of the category; `elsewhere` are resources of other categories,
    `paused` those of the category that are not offered now, `unread` what lies beyond the `POOL` nearest."""

    missing: int
    best: list[tuple[Ranked, Given]]
    out: list[tuple[Given, Ruled]]
    elsewhere: int
    paused: int
    unread: int

    @property
    def reasons(self) -> Counter[Ruled]:
        """How many are out for each reason."""
        return Counter(why for _given, why in self.out)


def suiting(need: Need, *, today: dt.date, top: int = 100) -> Suiting:
    """Rank what is on offer in the need's category, the nearest `POOL` of it. Nine queries, however many there are."""
    missing, office = need.missing, Resource.objects.filter(office=need.item.office_id)
    offered = on_offer_from(office, today + dt.timedelta(days=1))
    kind = offered.filter(category=need.category_id)
    pool = list(nearest(kind, need.item.lat, need.item.lon).with_all()[:POOL])
    all_offered, of_kind = offered.count(), kind.count()
    matches = matches_of([one.pk for one in pool])
    rows = given(pool, taken_by_day(matches, today=today), past_of(matches), today=today, least=missing)
    by_key = {row.offer.key: row for row in rows}
    ask = ask_of(need, missing, today=today)
    declined = Declining.objects.in_force(today).filter(need=need).values_list("need_id", "resource_id")
    found = ranked(ask, [row.offer for row in rows], rules=Rules(declined=frozenset(declined)), top=top)
    return Suiting(
        missing,
        [(one, by_key[one.offer.key]) for one in found.best],
        [(by_key[offer.key], why) for offer, why in found.out],
        all_offered - of_kind,
        office.filter(category=need.category_id, state=Offered.PAUSED).count(),
        of_kind - len(pool),
    )
