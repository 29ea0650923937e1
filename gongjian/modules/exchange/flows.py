"""Two loops: a need from its entry until it is served or cannot be met, and a match from proposal to delivery."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import WITHDRAW, WITHDRAWN, Flow, Move, Phase, State, Who
from gongjian.modules.exchange import hooks

NEED_STATES = {
    "open": State(
        Phase.DISPATCHED,
        pgettext_lazy("need state", "Open"),
        waiting=_("somebody who offers a resource for it"),
    ),
    "offered": State(
        Phase.DISPATCHED, pgettext_lazy("need state", "Offered"), waiting=_("the answers of both sides")
    ),
    "agreed": State(Phase.HANDLING, pgettext_lazy("need state", "Agreed"), waiting=_("the delivery")),
    "served": State(Phase.CLOSED, pgettext_lazy("need state", "Served")),
    "unmet": State(Phase.CLOSED, pgettext_lazy("need state", "Cannot be met"), unmet=True),
    "dropped": State(Phase.CLOSED, pgettext_lazy("need state", "No longer needed"), unmet=True),
    WITHDRAWN: State(Phase.CLOSED, pgettext_lazy("need state", "Import taken back"), unmet=True),
}

NEED_RESULTS = {
    "served": pgettext_lazy("need result", "Served"),
    "partly": pgettext_lazy("need result", "Served in part"),
    "unmet": pgettext_lazy("need result", "Could not be met"),
    "dropped": pgettext_lazy("need result", "No longer needed"),
    WITHDRAWN: pgettext_lazy("need result", "Import taken back"),
}


def _follow(name: str, source: tuple[str, ...], target: str, label: object, result: str = "") -> Move:
    """A step of the need that follows from its matches."""
    return Move(
        name,
        source,
        target,
        by="exchange.arrange",
        label=label,
        who=Who.SYSTEM,
        result=result,  # type: ignore[arg-type]
    )


NEED_MOVES = (
    _follow("lapse", ("offered", "agreed"), "open", pgettext_lazy("move", "Open again")),
    _follow("offer", ("open", "agreed"), "offered", pgettext_lazy("move", "Resource offered")),
    _follow("agree", ("open", "offered"), "agreed", pgettext_lazy("move", "Both sides agreed")),
    _follow("serve", ("open", "offered", "agreed"), "served", pgettext_lazy("move", "Served"), "served"),
    Move(
        "settle", ("open",), "served",
        by="exchange.ask", label=pgettext_lazy("move", "Close: what came is enough"), needs=("note",), result="partly",
        consequence=_("The need is closed as served in part; what is missing is not looked for any more."),
        icon="ok", hook=hooks.demand_delivery, lacking=hooks.without_delivery,
    ),
    Move(
        "give_up", ("open",), "unmet",
        by="exchange.arrange", label=pgettext_lazy("move", "Cannot be met"), needs=("reason",), result="unmet",
        consequence=_("Closed; it stands in the list of unmet needs with this reason."), icon="x", danger=True,
    ),
    Move(
        "drop", ("open",), "dropped",
        by="exchange.ask", label=pgettext_lazy("move", "No longer needed"), needs=("reason",), result="dropped",
        consequence=_("Closed; whoever needed it does not need it any more."), icon="x",
    ),
    Move(
        "take_up", ("served", "unmet", "dropped"), "open",
        by="exchange.arrange", label=pgettext_lazy("move", "Take up again"), needs=("reason",),
        consequence=_("The need is open again and resources are looked for."), icon="back",
    ),
    Move(
        WITHDRAW, ("open",), WITHDRAWN,
        by="exchange.arrange", label=pgettext_lazy("move", "Import taken back"), who=Who.SYSTEM, needs=("reason",),
        result=WITHDRAWN, icon="back",
    ),
)  # fmt: skip

NEED = Flow(
    kind="need",
    label=pgettext_lazy("kind", "Need"),
    app="exchange",
    view="exchange.view",
    start="open",
    states=NEED_STATES,
    moves=NEED_MOVES,
    clocks={"due": pgettext_lazy("clock", "Needed by")},
    results=NEED_RESULTS,
    number_prefix="N",
    url_name="exchange:need",
    acts={"describe": pgettext_lazy("step", "Description changed")},
)

MATCH_STATES = {
    "proposed": State(
        Phase.DISPATCHED, pgettext_lazy("match state", "Proposed"), waiting=_("the answer of the giving unit")
    ),
    "accepted": State(
        Phase.DISPATCHED, pgettext_lazy("match state", "Accepted by the unit"),
        waiting=_("the agreement of the asking side"),
    ),
    "agreed": State(
        Phase.HANDLING, pgettext_lazy("match state", "Agreed by both"), waiting=_("the giving unit, on the day")
    ),
    "running": State(
        Phase.HANDLING, pgettext_lazy("match state", "Under way"), waiting=_("the asking side, which confirms the delivery")
    ),
    "delivered": State(Phase.CLOSED, pgettext_lazy("match state", "Delivered")),
    "declined": State(Phase.CLOSED, pgettext_lazy("match state", "Declined"), unmet=True),
    "cancelled": State(Phase.CLOSED, pgettext_lazy("match state", "Cancelled"), unmet=True),
}  # fmt: skip

MATCH_RESULTS = {
    "delivered": pgettext_lazy("match result", "Delivered"),
    "declined": pgettext_lazy("match result", "Declined"),
    "cancelled": pgettext_lazy("match result", "Cancelled"),
}

ANSWERS = (
    Move(
        "accept", ("proposed",), "accepted",
        by="exchange.give", label=pgettext_lazy("match move", "Accept"), who=Who.UNIT, takes=("note",),
        stops=("answer",), consequence=_("The asking side is told and agrees, or not."), icon="ok", primary=True,
        hook=hooks.follow,
    ),
    Move(
        "decline", ("proposed",), "declined",
        by="exchange.give", label=pgettext_lazy("match move", "Decline"), who=Who.UNIT, needs=("reason",),
        result="declined", icon="x", hook=hooks.remember_giving,
        consequence=_("Closed; the office looks elsewhere and does not ask for the same again soon."),
    ),
    Move(
        "note_yes", ("proposed",), "accepted",
        by="exchange.arrange", label=pgettext_lazy("match move", "The unit said yes by phone"), needs=("note",),
        stops=("answer",), consequence=_("Write who said so, and when."), icon="tel", hook=hooks.follow,
    ),
    Move(
        "note_no", ("proposed",), "declined",
        by="exchange.arrange", label=pgettext_lazy("match move", "The unit said no by phone"), needs=("reason",),
        result="declined", icon="tel", hook=hooks.remember_giving,
        consequence=_("Closed; the same is not proposed again soon."),
    ),
    Move(
        "agree", ("accepted",), "agreed",
        by="exchange.ask", label=pgettext_lazy("match move", "Agree"), takes=("note",),
        consequence=_("Both sides have agreed: the giving unit comes on the day."), icon="ok", primary=True,
        hook=hooks.follow,
    ),
    Move(
        "refuse", ("accepted",), "declined",
        by="exchange.ask", label=pgettext_lazy("match move", "Does not suit us"), needs=("reason",),
        result="declined", icon="x", hook=hooks.remember_asking,
        consequence=_("Closed; the same is not proposed again soon."),
    ),
)  # fmt: skip

WORK = (
    Move(
        "begin", ("agreed",), "running",
        by="exchange.give", label=pgettext_lazy("match move", "Begin"), who=Who.UNIT, takes=("note",),
        consequence=_("The delivery is under way; the asking side confirms it."), icon="move", primary=True,
    ),
    Move(
        "deliver", ("agreed", "running"), "delivered",
        by="exchange.ask", label=pgettext_lazy("match move", "Confirm the delivery"), takes=("note",),
        result="delivered", icon="ok", primary=True, hook=hooks.keep_delivery,
        consequence=_("The delivery counts; without other figures, everything agreed was delivered."),
    ),
    Move(
        "cancel", ("proposed", "accepted", "agreed", "running"), "cancelled",
        by="exchange.arrange", label=pgettext_lazy("match move", "Cancel"), needs=("reason",), result="cancelled",
        consequence=_("What was kept of the resource is free again, and the need is open again."), icon="x",
        danger=True, hook=hooks.follow,
    ),
)  # fmt: skip

MATCH = Flow(
    kind="match",
    label=pgettext_lazy("kind", "Match"),
    app="exchange",
    view="exchange.view",
    start="proposed",
    states=MATCH_STATES,
    moves=ANSWERS + WORK,
    clocks={
        "answer": pgettext_lazy("clock", "Answer of the giving unit"),
        "due": pgettext_lazy("clock", "Day agreed"),
    },
    starts=("answer",),
    results=MATCH_RESULTS,
    number_prefix="M",
    url_name="exchange:match",
)
