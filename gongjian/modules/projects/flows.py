"""The loop of a project, from proposal to publication, and that of a milestone."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import WITHDRAW, WITHDRAWN, Flow, Move, Phase, State, Who
from gongjian.modules.projects import hooks

STATES = {
    "proposed": State(
        Phase.DISPATCHED, pgettext_lazy("project state", "Proposed"), waiting=_("those who approve projects")
    ),
    "returned": State(
        Phase.DISPATCHED, pgettext_lazy("project state", "Returned for change"), waiting=_("who proposed it")
    ),
    "approved": State(Phase.DISPATCHED, pgettext_lazy("project state", "Approved")),
    "agreed": State(Phase.DISPATCHED, pgettext_lazy("project state", "Agreed")),
    "running": State(Phase.HANDLING, pgettext_lazy("project state", "Under way")),
    "suspended": State(Phase.HANDLING, pgettext_lazy("project state", "Suspended")),
    "delivered": State(
        Phase.CHECKING, pgettext_lazy("project state", "Delivered"), waiting=_("those who evaluate projects")
    ),
    "evaluated": State(
        Phase.CHECKING, pgettext_lazy("project state", "Evaluated"), waiting=_("the end of the public notice")
    ),
    "published": State(Phase.CLOSED, pgettext_lazy("project state", "Published")),
    "refused": State(Phase.CLOSED, pgettext_lazy("project state", "Refused"), unmet=True),
    "cancelled": State(Phase.CLOSED, pgettext_lazy("project state", "Cancelled"), unmet=True),
    WITHDRAWN: State(Phase.CLOSED, pgettext_lazy("project state", "Import taken back"), unmet=True),
}
CLOCKS = {
    "due": pgettext_lazy("clock", "Planned end"),
    "approve": pgettext_lazy("clock", "Approving"),
    "evaluate": pgettext_lazy("clock", "Evaluating"),
}
RESULTS = {
    "published": pgettext_lazy("project result", "Evaluated and published"),
    "refused": pgettext_lazy("project result", "Refused"),
    "cancelled": pgettext_lazy("project result", "Cancelled"),
    WITHDRAWN: pgettext_lazy("project result", "Import taken back"),
}
FIXING = (
    Move(
        "approve", ("proposed",), "approved",
        by="projects.approve", label=pgettext_lazy("move", "Approve the project"),
        needs=("second_person", "note"), stops=("approve",),
        consequence=_("The sponsor agrees with the partners next; then it begins."), icon="ok", primary=True,
    ),
    Move(
        "return", ("proposed",), "returned",
        by="projects.approve", label=pgettext_lazy("move", "Return for change"), needs=("reason",), stops=("approve",),
        consequence=_("The sponsor changes it and hands it in again."), icon="left", undo=True,
    ),
    Move(
        "resubmit", ("returned",), "proposed",
        by="projects.propose", label=pgettext_lazy("move", "Hand in again"), who=Who.UNIT, needs=("note",),
        starts=("approve",),
        consequence=_("It is looked at anew."), icon="up", primary=True, undo=True,
    ),
    Move(
        "refuse", ("proposed",), "refused",
        by="projects.approve", label=pgettext_lazy("move", "Refuse the project"), needs=("reason",), result="refused",
        consequence=_("Closed; the reason stands beside it for those from whose words it came."), icon="x", danger=True,
    ),
    Move(
        "agree", ("approved",), "agreed",
        by="projects.propose", label=pgettext_lazy("move", "Partners have agreed"), who=Who.UNIT, takes=("note",),
        consequence=_("Every partner's agreement is linked, or it stands why none is needed."), icon="hand", primary=True,
        hook=hooks.demand_agreements, lacking=hooks.without_agreements, undo=True,
    ),
)  # fmt: skip
DOING = (
    Move(
        "begin", ("agreed",), "running",
        by="projects.propose", label=pgettext_lazy("move", "Begin the project"), who=Who.UNIT, takes=("handler", "note"),
        consequence=_("The plan's milestones run from now on."), icon="move", primary=True, undo=True,
    ),
    Move(
        "deliver", ("running",), "delivered",
        by="projects.propose", label=pgettext_lazy("move", "Hand in as delivered"), who=Who.UNIT,
        needs=("note",), takes=("picture",), stops=("due",), starts=("evaluate",),
        consequence=_("It is looked at on site, and residents are asked."), icon="up", primary=True,
        hook=hooks.demand_milestones, lacking=hooks.with_open_milestones,
    ),
    Move(
        "suspend", ("running",), "suspended",
        by="projects.approve", label=pgettext_lazy("move", "Suspend"), needs=("reason",),
        consequence=_("Nothing is done until it is resumed; the planned end stays."), icon="pause",
    ),
    Move(
        "resume", ("suspended",), "running",
        by="projects.approve", label=pgettext_lazy("move", "Resume"), needs=("note",),
        consequence=_("It goes on where it stood."), icon="move", primary=True,
    ),
)  # fmt: skip
JUDGING = (
    Move(
        "evaluate", ("delivered",), "evaluated",
        by="projects.evaluate", label=pgettext_lazy("move", "Take the evaluation over"), needs=("second_person",),
        takes=("note",), stops=("evaluate",),
        consequence=_("The newest evaluation counts; it is published with its parts."), icon="ok", primary=True,
        hook=hooks.demand_evaluation, lacking=hooks.without_evaluation,
    ),
    Move(
        "improve", ("delivered", "evaluated"), "running",
        by="projects.evaluate", label=pgettext_lazy("move", "Send back to improve"), needs=("second_person", "reason"),
        stops=("evaluate",),
        consequence=_("The sponsor improves it; then residents are asked again."), icon="back",
        hook=hooks.run_planned_end,
    ),
    Move(
        "publish", ("evaluated",), "published",
        by="projects.evaluate", label=pgettext_lazy("move", "Close: the public notice is over"),
        needs=("second_person",), takes=("note",), stops=("due",), result="published",
        consequence=_("Closed and published; the page stays."), icon="globe", primary=True,
        hook=hooks.demand_notice_over, lacking=hooks.without_notice_over,
    ),
    Move(
        "cancel", ("proposed", "returned", "approved", "agreed", "running", "suspended"), "cancelled",
        by="projects.approve", label=pgettext_lazy("move", "Cancel the project"), needs=("reason",), result="cancelled",
        consequence=_("Closed without being done; the reason stays for all to read."), icon="x", danger=True,
    ),
    Move(
        WITHDRAW, ("proposed",), WITHDRAWN,
        by="projects.propose", label=pgettext_lazy("move", "Import taken back"), who=Who.SYSTEM,
        needs=("reason",), result=WITHDRAWN, icon="back",
    ),
    Move(
        "take_up", ("refused", "cancelled", "published"), "returned",
        by="projects.approve", label=pgettext_lazy("move", "Take up again"), needs=("reason",),
        consequence=_("The sponsor changes it and hands it in again."), icon="back",
    ),
)  # fmt: skip

PROJECT = Flow(
    kind="project",
    label=_("Project"),
    app="projects",
    view="projects.view",
    start="proposed",
    states=STATES,
    moves=FIXING + DOING + JUDGING,
    clocks=CLOCKS,
    starts=("approve",),
    results=RESULTS,
    number_prefix="P",
    url_name="projects:detail",
    acts={
        "partner": pgettext_lazy("step", "A unit takes part"),
        "partner_left": pgettext_lazy("step", "A unit takes no more part"),
        "evaluation": pgettext_lazy("step", "Worked the evaluation out"),
    },
)

MILESTONE = Flow(
    kind="milestone",
    label=_("Milestone"),
    app="projects",
    view="projects.view",
    start="planned",
    states={
        "planned": State(Phase.DISPATCHED, pgettext_lazy("milestone state", "Planned")),
        "running": State(Phase.HANDLING, pgettext_lazy("milestone state", "Under way")),
        "submitted": State(
            Phase.CHECKING, pgettext_lazy("milestone state", "Handed in"), waiting=_("a second person who confirms it")
        ),
        "done": State(Phase.CLOSED, pgettext_lazy("milestone state", "Reached")),
        "dropped": State(Phase.CLOSED, pgettext_lazy("milestone state", "Dropped"), unmet=True),
    },
    moves=(
        Move(
            "start", ("planned",), "running",
            by="projects.work", label=pgettext_lazy("move", "Begin"), who=Who.UNIT, takes=("handler", "note"),
            consequence=_("You, or the person you name, hand it in when it is reached."), icon="move", primary=True, undo=True,
        ),
        Move(
            "submit", ("planned", "running"), "submitted",
            by="projects.work", label=pgettext_lazy("move", "Hand in as reached"), who=Who.UNIT, needs=("note",),
            takes=("picture",),
            consequence=_("A second person confirms it, or sends it back."), icon="up", primary=True, undo=True,
        ),
        Move(
            "confirm", ("submitted",), "done",
            by="projects.confirm", label=pgettext_lazy("move", "Confirm as reached"), needs=("second_person",),
            takes=("note",), stops=("due",), result="done",
            consequence=_("The project's progress counts it from now on."), icon="ok", primary=True,
        ),
        Move(
            "send_back", ("submitted",), "running",
            by="projects.confirm", label=pgettext_lazy("move", "Send back"), needs=("second_person", "reason"),
            consequence=_("The owner goes on with it; the date stays."), icon="left", undo=True,
        ),
        Move(
            "drop", ("planned", "running"), "dropped",
            by="projects.approve", label=pgettext_lazy("move", "Drop the milestone"), needs=("reason",), result="dropped",
            consequence=_("It counts no more; the reason stays."), icon="x", danger=True,
        ),
        Move(
            "take_up", ("done", "dropped"), "running",
            by="projects.confirm", label=pgettext_lazy("move", "Take up again"), needs=("reason",),
            consequence=_("The same unit goes on with it."), icon="back",
        ),
    ),
    clocks={"due": pgettext_lazy("clock", "Planned date")},
    results={
        "done": pgettext_lazy("milestone result", "Reached"),
        "dropped": pgettext_lazy("milestone result", "Dropped"),
    },
    number_prefix="S",
    url_name="projects:milestone",
)  # fmt: skip
