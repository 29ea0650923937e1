"""Why a resource cannot serve a need at all. The words for people stand where people read them."""

from enum import StrEnum

from gongjian.lib.matching.model import Ask, Offer, Rules


class Ruled(StrEnum):
    """The first reason that rules a resource out, in the order in which they are looked at."""

    CATEGORY = "category"
    MEASURE = "measure"
    DECLINED = "declined"
    ROOM = "room"
    TIME = "time"
    PLACE = "place"
    PEOPLE = "people"


def why_not(ask: Ask, offer: Offer, rules: Rules) -> Ruled | None:
    """The reason, or None when the resource can serve the need."""
    if ask.category != offer.category:
        return Ruled.CATEGORY
    if ask.measure and offer.measure and ask.measure != offer.measure:
        return Ruled.MEASURE
    if (ask.key, offer.key) in rules.declined:
        return Ruled.DECLINED
    if offer.left < ask.quantity:
        return Ruled.ROOM
    if not ask.when.meets(offer.when):
        return Ruled.TIME
    if offer.serves and not any(ask.place.startswith(path) for path in offer.serves):
        return Ruled.PLACE
    if offer.audiences and ask.audience not in offer.audiences:
        return Ruled.PEOPLE
    return None
