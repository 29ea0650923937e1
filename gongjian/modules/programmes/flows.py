"""The loop of a community's answer to the theme of a quarter."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow, Move, Phase, State, Who
from gongjian.modules.programmes import hooks

ANSWER = Flow(
    kind="theme_answer",
    label=_("Answer to a theme"),
    app="programmes",
    view="programmes.view",
    start="asked",
    states={
        "asked": State(
            Phase.DISPATCHED, pgettext_lazy("answer state", "To be answered"), waiting=_("the community's list")
        ),
        "answered": State(
            Phase.CHECKING, pgettext_lazy("answer state", "Answered"), waiting=_("the office, which confirms the list")
        ),
        "confirmed": State(
            Phase.HANDLING, pgettext_lazy("answer state", "Under way"), waiting=_("the activities of the community")
        ),
        "done": State(Phase.CLOSED, pgettext_lazy("answer state", "Carried out")),
        "missed": State(Phase.CLOSED, pgettext_lazy("answer state", "Not answered"), unmet=True),
    },
    clocks={"due": pgettext_lazy("clock", "Answer until")},
    moves=(
        Move(
            "answer", ("asked",), "answered",
            by="programmes.answer", who=Who.UNIT, label=pgettext_lazy("move", "Hand in the list"), takes=("note",),
            stops=("due",), consequence=_("The office looks at the list and confirms it, or sends it back."), icon="up",
            primary=True, hook=hooks.hand_in, lacking=hooks.incomplete,
        ),
        Move(
            "confirm", ("answered",), "confirmed",
            by="programmes.check", label=pgettext_lazy("move", "Confirm the list"), needs=("second_person",),
            takes=("note",), consequence=_("The list is published; the community carries it out."), icon="ok",
            primary=True,
        ),
        Move(
            "send_back", ("answered",), "asked",
            by="programmes.check", label=pgettext_lazy("move", "Send the list back"), needs=("reason", "second_person"),
            consequence=_("The community changes its list and hands it in again."), icon="back",
        ),
        Move(
            "finish", ("confirmed",), "done",
            by="programmes.answer", who=Who.UNIT, label=pgettext_lazy("move", "All is carried out"), needs=("note",),
            takes=("picture",), result="done", consequence=_("The answer is closed."), icon="ok", primary=True,
            hook=hooks.finish, lacking=hooks.unheld,
        ),
        Move(
            "give_up", ("asked",), "missed",
            by="programmes.check", label=pgettext_lazy("move", "Close without an answer"), needs=("reason",),
            result="missed", consequence=_("The answer counts as not given."), icon="x", danger=True,
        ),
    ),
    results={
        "done": pgettext_lazy("answer state", "Carried out"),
        "missed": pgettext_lazy("answer state", "Not answered"),
    },
    number_prefix="Q",
    url_name="programmes:answer",
)  # fmt: skip
