"""Reasons in the words of a clerk: why a resource suits a need, and why another does not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from gongjian.lib.matching import Ranked, Ruled
from gongjian.modules.exchange.matching.facts import Given
from gongjian.modules.exchange.matching.one_need import Suiting
from gongjian.modules.exchange.models import ProposedMatch


@dataclass(frozen=True, slots=True)
class Told:
    """What the reasons are made of."""

    words: Sequence[str]
    metres: float | None
    day: dt.date
    left: int
    measure: str
    missing: int
    rating: float
    deliveries: int


RULED = {
    Ruled.CATEGORY: gettext_lazy("Another category"),
    Ruled.MEASURE: gettext_lazy("Counted in another measure"),
    Ruled.DECLINED: gettext_lazy("Declined before, not asked again yet"),
    Ruled.ROOM: gettext_lazy("Not enough of it left"),
    Ruled.TIME: gettext_lazy("Cannot be had in time"),
    Ruled.PLACE: gettext_lazy("For other places"),
    Ruled.PEOPLE: gettext_lazy("For other people"),
}
SUITS = ((0.7, pgettext_lazy("fit", "Suits very well")), (0.5, pgettext_lazy("fit", "Suits well")),
         (0.0, pgettext_lazy("fit", "Suits in part")))  # fmt: skip


def how_well(fit: float) -> str:
    """A fit from 0 to 1 in words."""
    return str(next(words for least, words in SUITS if fit >= least))


def reasons(told: Told) -> list[str]:
    """Words in common, distance, day, capacity and past result, those that there are."""
    told_ = (
        _words(told.words),
        _away(told.metres),
        _day(told.day),
        _room(told),
        _past(told.rating, told.deliveries),
    )
    return [sentence for sentence in told_ if sentence]


def reasons_kept(row: ProposedMatch) -> list[str]:
    """The reasons of a row of a proposal, as they were when it was made."""
    if row.resource is None or row.day is None:
        return []
    return reasons(Told(day=row.day, measure=row.resource.measure, missing=row.quantity, **row.told))


def rows_of(found: Suiting) -> list[dict[str, Any]]:
    """The best as the page shows them."""
    return [
        {"resource": row.resource, "day": f"{row.day:%Y-%m-%d}", "suits": how_well(one.fit),
         "reasons": reasons(_told(one, row, found.missing))}
        for one, row in found.best
    ]  # fmt: skip


def _words(words: Sequence[str]) -> str:
    quoted = "、".join(f"“{word}”" for word in words)
    return _("Both say %(words)s") % {"words": quoted} if words else _("The same category")


def _away(metres: float | None) -> str:
    if metres is None:
        return ""
    if metres < 100:
        return _("Close by")
    if metres < 1000:
        return _("About %(n)d metres away") % {"n": round(metres / 50) * 50}
    return _("About %(n)s kilometres away") % {"n": f"{metres / 1000:.1f}"}


def _day(day: dt.date) -> str:
    return _("Can be had on %(day)s") % {"day": f"{day:%Y-%m-%d}"}


def _room(told: Told) -> str:
    numbers = {"left": told.left, "measure": told.measure, "missing": told.missing}
    return _("%(left)d %(measure)s left, %(missing)d needed") % numbers


def _past(rating: float, deliveries: int) -> str:
    if not deliveries:
        return _("Not rated yet")
    words = ngettext(
        "Rated %(mean)s of 5 in %(n)d delivery", "Rated %(mean)s of 5 in %(n)d deliveries", deliveries
    )
    return words % {"mean": f"{rating:.1f}", "n": deliveries}


def _told(one: Ranked, row: Given, missing: int) -> Told:
    offer = row.offer
    return Told(
        one.words,
        one.metres,
        row.day,
        offer.left,
        row.resource.measure,
        missing,
        offer.rating,
        offer.deliveries,
    )
