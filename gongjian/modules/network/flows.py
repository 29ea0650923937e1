"""The loop of an agreement: drafted, sent, signed, running, then over, renewed or broken off."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow, Move, Phase, State, Who
from gongjian.modules.network import hooks

STATES = {
    "draft": State(
        Phase.DISPATCHED, pgettext_lazy("agreement state", "Draft"), waiting=_("whoever drafts agreements")
    ),
    "sent": State(Phase.DISPATCHED, pgettext_lazy("agreement state", "Sent"), waiting=_("the partner unit")),
    "signed": State(Phase.HANDLING, pgettext_lazy("agreement state", "Signed"), waiting=_("its first day")),
    "running": State(Phase.HANDLING, pgettext_lazy("agreement state", "Running"), waiting=_("both sides")),
    "ended": State(Phase.CLOSED, pgettext_lazy("agreement state", "Over")),
    "renewed": State(Phase.CLOSED, pgettext_lazy("agreement state", "Renewed")),
    "terminated": State(Phase.CLOSED, pgettext_lazy("agreement state", "Broken off"), unmet=True),
    "dropped": State(Phase.CLOSED, pgettext_lazy("agreement state", "Draft dropped"), unmet=True),
}

RESULTS = {
    "ended": pgettext_lazy("agreement result", "Ran to its end"),
    "renewed": pgettext_lazy("agreement result", "Renewed"),
    "terminated": pgettext_lazy("agreement result", "Broken off"),
    "dropped": pgettext_lazy("agreement result", "Never signed"),
}

AGREEMENT = Flow(
    kind="agreement",
    label=_("Co-building agreement"),
    app="network",
    view="network.view",
    start="draft",
    states=STATES,
    moves=(
        Move(
            "send", ("draft",), "sent",
            by="network.agree", label=pgettext_lazy("move", "Send to the unit"), takes=("note",),
            consequence=_("The unit's contact sees it and accepts or declines; the text stays as it is."),
            icon="send", primary=True, hook=hooks.demand_terms, lacking=hooks.without_terms, undo=True,
        ),
        Move(
            "accept", ("sent",), "signed",
            by="network.own", who=Who.UNIT, label=pgettext_lazy("move", "Accept the agreement"), takes=("note",),
            consequence=_("Your unit has agreed; it holds from its first day."),
            icon="ok", primary=True, hook=hooks.sign,
        ),
        Move(
            "decline", ("sent",), "draft",
            by="network.own", who=Who.UNIT, label=pgettext_lazy("move", "Decline the agreement"), needs=("reason",),
            consequence=_("It goes back to the office as a draft, with your reason."), icon="left",
        ),
        Move(
            "sign", ("draft", "sent"), "signed",
            by="network.agree", label=pgettext_lazy("move", "Enter as signed"), needs=("note",), takes=("picture",),
            consequence=_("Signed on paper: add the scan here or among the files. It holds from its first day."),
            icon="edit", hook=hooks.sign, lacking=hooks.without_terms,
        ),
        Move(
            "begin", ("signed",), "running",
            by="network.agree", who=Who.SYSTEM, label=pgettext_lazy("move", "Its first day has come"), icon="move",
        ),
        Move(
            "end", ("running",), "ended",
            by="network.agree", who=Who.SYSTEM, label=pgettext_lazy("move", "Its last day has passed"), result="ended",
            icon="ok",
        ),
        Move(
            "renew", ("running",), "renewed",
            by="network.agree", who=Who.SYSTEM, label=pgettext_lazy("move", "A new agreement takes its place"),
            result="renewed", icon="sync",
        ),
        Move(
            "terminate", ("sent", "signed", "running"), "terminated",
            by="network.decide", label=pgettext_lazy("move", "Break off"), needs=("reason",), result="terminated",
            consequence=_("Closed before its last day; what was delivered stays counted."), icon="x", danger=True,
        ),
        Move(
            "drop", ("draft",), "dropped",
            by="network.agree", label=pgettext_lazy("move", "Drop the draft"), needs=("reason",), result="dropped",
            consequence=_("Closed without being signed; the reason stays readable."), icon="x", danger=True,
        ),
    ),
    results=RESULTS,
    number_prefix="X",
    url_name="network:agreement",
    acts={
        "term": pgettext_lazy("step", "Added a term"),
        "delivery": pgettext_lazy("step", "Noted a delivery"),
    },
)  # fmt: skip
