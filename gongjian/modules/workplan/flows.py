"""The loop of a planned task: planned, under way, handed in with proof, confirmed by a second person."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import WITHDRAW, WITHDRAWN, Flow, Move, Phase, State, Who
from gongjian.modules.workplan import hooks

STATES = {
    "planned": State(
        Phase.DISPATCHED, pgettext_lazy("task state", "Not begun"), waiting=_("the unit that owns the task")
    ),
    "running": State(Phase.HANDLING, pgettext_lazy("task state", "Under way")),
    "submitted": State(
        Phase.CHECKING, pgettext_lazy("task state", "Handed in"), waiting=_("a second person who confirms it")
    ),
    "done": State(Phase.CLOSED, pgettext_lazy("task state", "Done")),
    "deferred": State(Phase.CLOSED, pgettext_lazy("task state", "Put off to another year"), unmet=True),
    "dropped": State(Phase.CLOSED, pgettext_lazy("task state", "Dropped"), unmet=True),
    WITHDRAWN: State(Phase.CLOSED, pgettext_lazy("task state", "Import taken back"), unmet=True),
}

CLOCKS = {
    "due": pgettext_lazy("clock", "Planned date"),
    "check": pgettext_lazy("clock", "Confirming"),
    "redo": pgettext_lazy("clock", "After reopening"),
}

RESULTS = {
    "done": pgettext_lazy("task result", "Done"),
    "deferred": pgettext_lazy("task result", "Put off to another year"),
    "dropped": pgettext_lazy("task result", "Dropped"),
    WITHDRAWN: pgettext_lazy("task result", "Import taken back"),
}

OWNER_MOVES = (
    Move(
        "start", ("planned",), "running",
        by="workplan.work", label=pgettext_lazy("move", "Begin"), who=Who.UNIT, takes=("handler", "note"),
        consequence=_("The task is under way: you, or the person you name, reports its progress from now on."),
        icon="move", primary=True, undo=True,
    ),
    Move(
        "submit", ("running",), "submitted",
        by="workplan.work", label=pgettext_lazy("move", "Hand in as done"), who=Who.UNIT,
        needs=("note",), takes=("picture",), stops=("redo",), starts=("check",),
        consequence=_("A second person looks at the proof and confirms it, or sends it back."),
        icon="up", primary=True, hook=hooks.demand_evidence, lacking=hooks.without_evidence, undo=True,
    ),
)  # fmt: skip

CONFIRMING_MOVES = (
    Move(
        "confirm", ("submitted",), "done",
        by="workplan.check", label=pgettext_lazy("move", "Confirm as done"),
        needs=("second_person",), takes=("note",), stops=("check", "due"), result="done",
        consequence=_("The task counts as done from today."), icon="ok", primary=True, hook=hooks.complete,
    ),
    Move(
        "send_back", ("submitted",), "running",
        by="workplan.check", label=pgettext_lazy("move", "Send back"),
        needs=("second_person", "reason"), stops=("check",),
        consequence=_("The owner goes on with it; the planned date stays as it is."), icon="left",
        undo=True,
    ),
)  # fmt: skip

PLANNING_MOVES = (
    Move(
        "give", ("planned", "running"), "planned",
        by="workplan.plan", label=pgettext_lazy("move", "Give to another unit"),
        needs=("unit",), takes=("handler", "note"),
        consequence=_("The other unit begins it anew; the planned date stays as it is."), icon="people",
        undo=True,
    ),
    Move(
        "put_off", ("planned", "running"), "deferred",
        by="workplan.decide", label=pgettext_lazy("move", "Put off to another year"),
        needs=("reason",), result="deferred",
        consequence=_("Closed without being done; it is counted apart and can be taken up again."), icon="pause",
    ),
    Move(
        "drop", ("planned", "running"), "dropped",
        by="workplan.decide", label=pgettext_lazy("move", "Drop"),
        needs=("reason",), result="dropped",
        consequence=_("Closed without being done; the reason stays in the plan for all to read."),
        icon="x", danger=True,
    ),
    Move(
        "take_up", ("done", "deferred", "dropped"), "running",
        by="workplan.decide", label=pgettext_lazy("move", "Take up again"),
        needs=("reason",), starts=("redo",),
        consequence=_("The same unit goes on with it; new time runs from today."), icon="back",
    ),
    Move(
        WITHDRAW, ("planned",), WITHDRAWN,
        by="workplan.plan", label=pgettext_lazy("move", "Import taken back"), who=Who.SYSTEM,
        needs=("reason",), result=WITHDRAWN, icon="back",
    ),
)  # fmt: skip

TASK = Flow(
    kind="task",
    label=_("Planned task"),
    app="workplan",
    view="workplan.view",
    start="planned",
    states=STATES,
    moves=OWNER_MOVES + CONFIRMING_MOVES + PLANNING_MOVES,
    clocks=CLOCKS,
    results=RESULTS,
    number_prefix="T",
    url_name="workplan:detail",
    acts={
        "progress": pgettext_lazy("step", "Reported progress"),
        "evidence": pgettext_lazy("step", "Added proof"),
    },
)
