"""Two loops: a decision is carried out and confirmed; a promise is kept, broken or taken back, and says so."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow, Move, Phase, State, Who

DECISION = Flow(
    kind="decision",
    label=pgettext_lazy("agreed in a meeting", "Decision"),
    app="meetings",
    view="meetings.view",
    start="given",
    states={
        "given": State(
            Phase.DISPATCHED, pgettext_lazy("decision state", "Not begun"), waiting=_("the unit that owns it")
        ),
        "running": State(Phase.HANDLING, pgettext_lazy("decision state", "Under way")),
        "submitted": State(
            Phase.CHECKING, pgettext_lazy("decision state", "Handed in"), waiting=_("a second person who confirms it")
        ),
        "done": State(Phase.CLOSED, pgettext_lazy("decision state", "Carried out")),
        "dropped": State(Phase.CLOSED, pgettext_lazy("decision state", "Dropped"), unmet=True),
    },
    clocks={
        "due": pgettext_lazy("clock", "Decided date"),
        "check": pgettext_lazy("clock", "Confirming"),
        "redo": pgettext_lazy("clock", "After reopening"),
    },
    results={
        "done": pgettext_lazy("decision result", "Carried out"),
        "dropped": pgettext_lazy("decision result", "Dropped"),
    },
    moves=(
        Move(
            "start", ("given",), "running",
            by="meetings.work", label=pgettext_lazy("move", "Begin"), who=Who.UNIT, takes=("handler", "note"),
            consequence=_("It is under way: you, or the person you name, hand it in when it is carried out."),
            icon="move", primary=True, undo=True,
        ),
        Move(
            "submit", ("running",), "submitted",
            by="meetings.work", label=pgettext_lazy("move", "Hand in as carried out"), who=Who.UNIT,
            needs=("note",), takes=("picture",), stops=("redo",), starts=("check",),
            consequence=_("A second person confirms it, or sends it back."), icon="up", primary=True, undo=True,
        ),
        Move(
            "confirm", ("submitted",), "done",
            by="meetings.check", label=pgettext_lazy("move", "Confirm as carried out"),
            needs=("second_person",), takes=("note",), stops=("check", "due"), result="done",
            consequence=_("The next meeting sees it as carried out."), icon="ok", primary=True,
        ),
        Move(
            "send_back", ("submitted",), "running",
            by="meetings.check", label=pgettext_lazy("move", "Send back"),
            needs=("second_person", "reason"), stops=("check",),
            consequence=_("The owner goes on with it; the date stays."), icon="left", undo=True,
        ),
        Move(
            "give", ("given", "running"), "given",
            by="meetings.hold", label=pgettext_lazy("move", "Give to another unit"),
            needs=("unit",), takes=("handler", "note"),
            consequence=_("The other unit begins anew; the date stays."), icon="people", undo=True,
        ),
        Move(
            "drop", ("given", "running"), "dropped",
            by="meetings.hold", label=pgettext_lazy("move", "Drop the decision"),
            needs=("reason",), result="dropped",
            consequence=_("Closed without being carried out; the reason stays for the next meeting to read."),
            icon="x", danger=True,
        ),
        Move(
            "take_up", ("done", "dropped"), "running",
            by="meetings.check", label=pgettext_lazy("move", "Take up again"),
            needs=("reason",), starts=("redo",),
            consequence=_("The same unit goes on with it; new time runs from today."), icon="back",
        ),
    ),
    number_prefix="D",
    url_name="meetings:decision",
)  # fmt: skip

PROMISE = Flow(
    kind="promise",
    label=_("Promise"),
    app="meetings",
    view="meetings.view",
    start="made",
    states={
        "made": State(
            Phase.HANDLING, pgettext_lazy("promise state", "Made"), waiting=_("the unit that promised")
        ),
        "told": State(
            Phase.CHECKING, pgettext_lazy("promise state", "Said to be kept"), waiting=_("a second person who looks")
        ),
        "kept": State(Phase.CLOSED, pgettext_lazy("promise state", "Kept")),
        "broken": State(Phase.CLOSED, pgettext_lazy("promise state", "Not kept"), unmet=True),
        "released": State(Phase.CLOSED, pgettext_lazy("promise state", "Taken back"), unmet=True),
    },
    clocks={"due": pgettext_lazy("clock", "Promised date"), "redo": pgettext_lazy("clock", "After reopening")},
    results={
        "kept": pgettext_lazy("promise result", "Kept"),
        "broken": pgettext_lazy("promise result", "Not kept"),
        "released": pgettext_lazy("promise result", "Taken back"),
    },
    moves=(
        Move(
            "tell", ("made",), "told",
            by="meetings.work", label=pgettext_lazy("move", "Say that it is kept"), who=Who.UNIT,
            needs=("note",), takes=("picture",), stops=("redo",),
            consequence=_("A second person looks whether it is."), icon="up", primary=True, undo=True,
        ),
        Move(
            "keep", ("told",), "kept",
            by="meetings.check", label=pgettext_lazy("move", "Confirm: kept"),
            needs=("second_person",), takes=("note",), stops=("due",), result="kept",
            consequence=_("It counts as kept from today."), icon="ok", primary=True,
        ),
        Move(
            "doubt", ("told",), "made",
            by="meetings.check", label=pgettext_lazy("move", "Not yet: send back"),
            needs=("second_person", "reason"),
            consequence=_("The unit goes on with it; the date stays."), icon="left", undo=True,
        ),
        Move(
            "break", ("made",), "broken",
            by="meetings.hold", label=pgettext_lazy("move", "Write down as not kept"),
            needs=("reason",), result="broken",
            consequence=_("It counts as not kept; the reason stands beside it."), icon="x", danger=True,
        ),
        Move(
            "release", ("made",), "released",
            by="meetings.hold", label=pgettext_lazy("move", "Let the unit off"),
            needs=("reason",), result="released",
            consequence=_("It no longer counts, neither as kept nor as broken; the reason stands beside it."), icon="off",
        ),
        Move(
            "take_up", ("kept", "broken", "released"), "made",
            by="meetings.check", label=pgettext_lazy("move", "Take up again"),
            needs=("reason",), starts=("redo",),
            consequence=_("The unit goes on with it; new time runs from today."), icon="back",
        ),
    ),
    number_prefix="V",
    url_name="meetings:promise",
)  # fmt: skip
