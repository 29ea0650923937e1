"""The loops of the money. A payment: asked for, checked, ordered by another person, paid; or failed, refused, taken back.

A case of engineering scale: proposed, decided by a meeting, used, settled.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow, Move, Phase, State
from gongjian.modules.funds import hooks

STATES = {
    "requested": State(
        Phase.DISPATCHED,
        pgettext_lazy("payment state", "Asked for"),
        waiting=_("somebody who checks the papers"),
    ),
    "checked": State(
        Phase.CHECKING,
        pgettext_lazy("payment state", "Checked"),
        waiting=_("a second person who orders the payment"),
    ),
    "ordered": State(
        Phase.HANDLING,
        pgettext_lazy("payment state", "Ordered"),
        waiting=_("the bank's answer, to be entered"),
    ),
    "failed": State(
        Phase.HANDLING, pgettext_lazy("payment state", "Failed"), waiting=_("whoever orders it again")
    ),
    "paid": State(Phase.CLOSED, pgettext_lazy("payment state", "Paid")),
    "refused": State(Phase.CLOSED, pgettext_lazy("payment state", "Refused"), unmet=True),
    "dropped": State(Phase.CLOSED, pgettext_lazy("payment state", "Taken back"), unmet=True),
}
RESULTS = {
    "paid": pgettext_lazy("payment state", "Paid"),
    "refused": pgettext_lazy("payment state", "Refused"),
    "dropped": pgettext_lazy("payment state", "Taken back"),
}

PAYMENT = Flow(
    kind="payment",
    label=_("Payment"),
    app="funds",
    view="funds.view",
    start="requested",
    states=STATES,
    moves=(
        Move(
            "check", ("requested",), "checked",
            by="funds.check", label=pgettext_lazy("move", "Papers are in order"), takes=("note",),
            consequence=_("Another person than you orders the payment."), icon="ok", primary=True, hook=hooks.checked,
        ),
        Move(
            "order", ("checked",), "ordered",
            by="funds.pay", label=pgettext_lazy("move", "Order the payment"), needs=("second_person",), takes=("note",),
            consequence=_("The sum counts as spent until the bank says otherwise."), icon="right", primary=True,
            hook=hooks.spend,
        ),
        Move(
            "again", ("failed",), "ordered",
            by="funds.pay", label=pgettext_lazy("move", "Order it again"), needs=("second_person",), takes=("note",),
            consequence=_("The sum counts as spent until the bank says otherwise."), icon="right", primary=True,
            hook=hooks.spend,
        ),
        Move(
            "pay", ("ordered",), "paid",
            by="funds.pay", label=pgettext_lazy("move", "The money has arrived"), takes=("note",), result="paid",
            consequence=_("The payment is closed."), icon="ok", primary=True,
        ),
        Move(
            "fail", ("ordered",), "failed",
            by="funds.pay", label=pgettext_lazy("move", "The payment failed"), needs=("reason",),
            consequence=_("The sum comes back and stays reserved until it is ordered again or taken back."), icon="back",
            hook=hooks.come_back,
        ),
        Move(
            "refuse", ("requested", "checked"), "refused",
            by="funds.check", label=pgettext_lazy("move", "Refuse"), needs=("reason", "second_person"), result="refused",
            consequence=_("The sum is free again, and so is the voucher's number."), icon="x", danger=True,
            hook=hooks.release,
        ),
        Move(
            "drop", ("requested", "failed"), "dropped",
            by="funds.request", label=pgettext_lazy("move", "Take back"), needs=("reason",), result="dropped",
            consequence=_("The sum is free again, and so is the voucher's number."), icon="back", hook=hooks.release,
        ),
    ),
    results=RESULTS,
    number_prefix="F",
    url_name="funds:payment",
)  # fmt: skip

CASE = Flow(
    kind="spending_case",
    label=_("Spending case"),
    app="funds",
    view="funds.view",
    start="proposed",
    states={
        "proposed": State(
            Phase.DISPATCHED,
            pgettext_lazy("case state", "Proposed"),
            waiting=_("the meeting that decides, and somebody who enters its decision"),
        ),
        "approved": State(
            Phase.HANDLING,
            pgettext_lazy("case state", "Approved"),
            waiting=_("the payments, and whoever settles the case when they are done"),
        ),
        "settled": State(Phase.CLOSED, pgettext_lazy("case state", "Settled")),
        "refused": State(Phase.CLOSED, pgettext_lazy("case state", "Not approved"), unmet=True),
        "dropped": State(Phase.CLOSED, pgettext_lazy("case state", "Taken back"), unmet=True),
    },
    moves=(
        Move(
            "approve", ("proposed",), "approved",
            by="funds.decide", label=pgettext_lazy("move", "Enter the approval"), needs=("note", "second_person"),
            consequence=_(
                "Note which meeting decided, when, and how the votes fell. The sum is granted and kept for this matter."
            ),
            icon="ok", primary=True, apart=True, hook=hooks.decide,
        ),
        Move(
            "refuse", ("proposed",), "refused",
            by="funds.decide", label=pgettext_lazy("move", "Not approved"), needs=("reason",), result="refused",
            consequence=_("The case is closed; another one can be proposed."), icon="x", danger=True,
        ),
        Move(
            "settle", ("approved",), "settled",
            by="funds.check", label=pgettext_lazy("move", "Settle the case"), takes=("note",), result="settled",
            consequence=_("What is still kept of its sum falls back to the office."), icon="ok", primary=True,
            hook=hooks.settle,
        ),
        Move(
            "drop", ("proposed",), "dropped",
            by="funds.request", label=pgettext_lazy("move", "Take back"), needs=("reason",), result="dropped",
            consequence=_("The case is closed; another one can be proposed."), icon="back",
        ),
    ),
    results={
        "settled": pgettext_lazy("case state", "Settled"),
        "refused": pgettext_lazy("case state", "Not approved"),
        "dropped": pgettext_lazy("case state", "Taken back"),
    },
    number_prefix="Y",
    url_name="funds:case",
)  # fmt: skip
