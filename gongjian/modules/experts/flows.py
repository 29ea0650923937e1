"""The loop of an order: the giving unit answers, gives on the day, and the ordering side rates the service."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow, Move, Phase, State, Who
from gongjian.modules.experts import hooks

STATES = {
    "ordered": State(
        Phase.DISPATCHED, pgettext_lazy("order state", "Ordered"), waiting=_("the answer of the giving unit")
    ),
    "accepted": State(
        Phase.HANDLING, pgettext_lazy("order state", "Accepted"), waiting=_("the giving unit, on the day")
    ),
    "delivered": State(
        Phase.CHECKING, pgettext_lazy("order state", "Delivered"), waiting=_("the ordering side, which rates it")
    ),
    "rated": State(Phase.CLOSED, pgettext_lazy("order state", "Rated")),
    "unrated": State(Phase.CLOSED, pgettext_lazy("order state", "Closed without a rating"), unmet=True),
    "declined": State(Phase.CLOSED, pgettext_lazy("order state", "Declined"), unmet=True),
    "cancelled": State(Phase.CLOSED, pgettext_lazy("order state", "Cancelled"), unmet=True),
}  # fmt: skip

RESULTS = {
    "rated": pgettext_lazy("order result", "Delivered and rated"),
    "unrated": pgettext_lazy("order result", "Delivered, not rated"),
    "declined": pgettext_lazy("order result", "Declined"),
    "cancelled": pgettext_lazy("order result", "Cancelled"),
}

ANSWERS = (
    Move(
        "accept", ("ordered",), "accepted",
        by="experts.give", label=pgettext_lazy("order move", "Accept"), who=Who.UNIT, takes=("note",),
        stops=("answer",), icon="ok", primary=True, apart=True, page="experts:accept", hook=hooks.keep_acceptance,
        consequence=_("The day is promised: it stands in the calendar, and the ordering side is told."),
    ),
    Move(
        "decline", ("ordered", "accepted"), "declined",
        by="experts.give", label=pgettext_lazy("order move", "Decline"), who=Who.UNIT, needs=("reason",),
        result="declined", icon="x", hook=hooks.keep_declining,
        consequence=_("Closed; the slot of the month is free again and the ordering side reads the reason."),
    ),
    Move(
        "note_yes", ("ordered",), "accepted",
        by="experts.arrange", label=pgettext_lazy("order move", "The unit said yes by phone"), needs=("note",),
        stops=("answer",), icon="tel", hook=hooks.keep_acceptance, consequence=_("Write who said so, and when."),
    ),
    Move(
        "note_no", ("ordered", "accepted"), "declined",
        by="experts.arrange", label=pgettext_lazy("order move", "The unit said no by phone"), needs=("reason",),
        result="declined", icon="tel", hook=hooks.keep_declining,
        consequence=_("Closed; the slot of the month is free again."),
    ),
)  # fmt: skip

WORK = (
    Move(
        "deliver", ("accepted",), "delivered",
        by="experts.give", label=pgettext_lazy("order move", "Report the delivery"), who=Who.UNIT,
        takes=("note", "picture"), stops=("due",), starts=("rating",), icon="move", primary=True, apart=True,
        page="experts:deliver", hook=hooks.keep_delivery,
        consequence=_("Say how many came; the ordering side then rates the service."),
    ),
    Move(
        "note_delivery", ("accepted",), "delivered",
        by="experts.arrange", label=pgettext_lazy("order move", "Write down the delivery for the unit"),
        takes=("note", "picture"), stops=("due",), starts=("rating",), icon="edit", apart=True,
        page="experts:note_delivery", hook=hooks.keep_delivery,
        consequence=_("For units without an account; whoever writes it down does not rate it."),
    ),
    Move(
        "rate", ("delivered",), "rated",
        by="experts.order", label=pgettext_lazy("order move", "Rate the service"), needs=("second_person",),
        result="rated", icon="star", primary=True, apart=True, page="experts:rate", hook=hooks.keep_rating,
        consequence=_("From 1 to 5, of the service and not of a person. The order is closed."),
    ),
    Move(
        "close_unrated", ("delivered",), "unrated",
        by="experts.arrange", label=pgettext_lazy("order move", "Close without a rating"),
        needs=("second_person", "reason"), result="unrated", icon="check",
        consequence=_("Closed; it counts as delivered and not towards the mean rating."),
    ),
    Move(
        "cancel", ("ordered", "accepted"), "cancelled",
        by="experts.order", label=pgettext_lazy("order move", "Cancel the order"), needs=("reason",),
        result="cancelled", icon="x", danger=True, hook=hooks.tell_giver,
        consequence=_("Closed; the slot of the month is free again and the giving unit is told."),
    ),
)  # fmt: skip

ORDER = Flow(
    kind="order",
    label=pgettext_lazy("kind", "Order"),
    app="experts",
    view="experts.view",
    start="ordered",
    states=STATES,
    moves=ANSWERS + WORK,
    clocks={
        "answer": pgettext_lazy("order clock", "Answer of the giving unit"),
        "due": pgettext_lazy("order clock", "Delivery"),
        "rating": pgettext_lazy("order clock", "Rating"),
    },
    starts=("answer",),
    results=RESULTS,
    number_prefix="Z",
    url_name="experts:order",
)
