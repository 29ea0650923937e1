"""The report's loop: received, dispatched, handled, checked by a second person, closed; and every way back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import WITHDRAW, WITHDRAWN, Flow, Move, Phase, State, Who
from gongjian.modules.reports import hooks
from gongjian.modules.reports.circumstances import CIRCUMSTANCES, facts_of_item

STATES = {
    "new": State(
        Phase.REPORTED,
        pgettext_lazy("report state", "To be dispatched"),
        public=_("We have it and are finding the right people"),
        waiting=_("the dispatcher"),
    ),
    "dispatched": State(
        Phase.DISPATCHED,
        pgettext_lazy("report state", "To be accepted"),
        public=_("Given to the unit in charge"),
        waiting=_("the unit it was given to"),
    ),
    "handling": State(Phase.HANDLING, pgettext_lazy("report state", "In hand"), public=_("Being worked on")),
    "outside": State(
        Phase.HANDLING,
        pgettext_lazy("report state", "With an outside unit"),
        public=_("Waiting for another unit that has to act first"),
        waiting=_("the outside unit"),
    ),
    "checking": State(
        Phase.CHECKING,
        pgettext_lazy("report state", "To be checked"),
        public=_("Done, and now looked at by somebody else"),
        waiting=_("a second person who checks"),
    ),
    "closed": State(Phase.CLOSED, pgettext_lazy("report state", "Closed"), public=_("Finished")),
    "merged": State(
        Phase.CLOSED,
        pgettext_lazy("report state", "Joined with another"),
        public=_("Handled together with an earlier report of the same matter"),
    ),
    "refused": State(
        Phase.CLOSED,
        pgettext_lazy("report state", "Not accepted"),
        public=_("Not for this office; the answer says who can help"),
        unmet=True,
    ),
    WITHDRAWN: State(
        Phase.CLOSED,
        pgettext_lazy("report state", "Import taken back"),
        public=_("Was entered here by mistake"),
        unmet=True,
    ),
}

CLOCKS = {
    "dispatch": pgettext_lazy("clock", "Dispatching"),
    "handle": pgettext_lazy("clock", "Handling"),
    "check": pgettext_lazy("clock", "Checking"),
    "close": pgettext_lazy("clock", "The whole way"),
    "due": pgettext_lazy("clock", "Date set elsewhere"),
}

RESULTS = {
    "fixed": pgettext_lazy("report result", "Fixed"),
    "explained": pgettext_lazy("report result", "Explained"),
    "fixed_at_once": pgettext_lazy("report result", "Fixed at once"),
    "not_fixed": pgettext_lazy("report result", "Cannot be fixed for now"),
    "merged": pgettext_lazy("report result", "Joined with another"),
    "refused": pgettext_lazy("report result", "Not accepted"),
    "answered": pgettext_lazy("report result", "Answered before it was brought in"),
    WITHDRAWN: pgettext_lazy("report result", "Import taken back"),
}

DESK_MOVES = (
    Move(
        "dispatch", ("new",), "dispatched",
        by="reports.dispatch", label=pgettext_lazy("move", "Dispatch"),
        needs=("unit",), takes=("handler", "note"), stops=("dispatch",), starts=("handle",),
        consequence=_("The unit is told and its time begins to run."),
        public=_("Given to the unit in charge"), icon="move", primary=True, undo=True,
    ),
    Move(
        "fix_at_once", ("new", "dispatched", "handling"), "checking",
        by="reports.fix", label=pgettext_lazy("move", "Fixed at once"),
        needs=("note", "picture"), takes=("public_note",),
        stops=("dispatch", "handle"), starts=("check",),
        consequence=_("For small things already put right: a second person looks at the picture and closes it."),
        public=_("Put right on the spot"), icon="ok", hook=hooks.fixed_at_once,
    ),
    Move(
        "merge", ("new", "dispatched"), "merged",
        by="reports.dispatch", label=pgettext_lazy("move", "Join with another"), result="merged",
        consequence=_("The matter goes on in the other report; whoever reported it follows that one."),
        public=_("Joined with an earlier report of the same matter"), icon="link", hook=hooks.demand_target,
        apart=True,
    ),
    Move(
        "refuse", ("new",), "refused",
        by="reports.dispatch", label=pgettext_lazy("move", "Do not accept"),
        needs=("reason", "public_note"), result="refused",
        consequence=_("Closed without handling: the resident reads why, and who can help."),
        public=_("Not for this office"), icon="x", danger=True, hook=hooks.write_final_answer,
    ),
    Move(
        "back_to_desk", ("merged", "refused"), "new",
        by="reports.dispatch", label=pgettext_lazy("move", "Take back to the desk"),
        needs=("reason",), starts=("dispatch", "close"),
        consequence=_("It was closed by mistake: it stands at the desk again with new time."),
        public=_("Taken up again"), icon="left", hook=hooks.part_from_target,
    ),
)  # fmt: skip

HANDLING_MOVES = (
    Move(
        "accept", ("dispatched",), "handling",
        by="reports.handle", label=pgettext_lazy("move", "Accept"), who=Who.UNIT, takes=("handler", "note"),
        consequence=_("You, or the person you name, handle it from now on."),
        public=_("Somebody is on it"), icon="check", primary=True, undo=True,
    ),
    Move(
        "return_to_desk", ("dispatched", "handling"), "new",
        by="reports.handle", label=pgettext_lazy("move", "Return to the desk"), who=Who.UNIT,
        needs=("reason",), stops=("handle",), starts=("dispatch",),
        consequence=_("It goes back to the dispatcher; the time for the whole runs on."),
        public=_("Looking for the right unit"), icon="left", undo=True,
    ),
    Move(
        "reassign", ("handling",), "handling",
        by="reports.assign", label=pgettext_lazy("move", "Give to somebody else"), who=Who.UNIT,
        needs=("handler",), takes=("note",),
        consequence=_("Another person of the unit handles it; the time runs on."),
        public=_("Somebody else of the unit is on it"), icon="people", undo=True,
    ),
    Move(
        "submit", ("handling",), "checking",
        by="reports.handle", label=pgettext_lazy("move", "Hand in for checking"), who=Who.UNIT,
        needs=("note",), takes=("picture", "public_note"), stops=("handle",), starts=("check",),
        consequence=_("A second person looks whether it is done; your time stops."),
        public=_("Done; somebody else looks whether it holds"), icon="up", primary=True, undo=True,
    ),
    Move(
        "hand_over", ("handling",), "outside",
        by="reports.handle", label=pgettext_lazy("move", "Hand over to an outside unit"), who=Who.UNIT,
        needs=("reason",), consequence=_("It waits for the outside unit; you keep it and see when it is stuck."),
        public=_("Another unit has to act first"), icon="link", hook=hooks.demand_outside_unit,
        apart=True,
    ),
    Move(
        "take_back", ("outside",), "handling",
        by="reports.handle", label=pgettext_lazy("move", "Back from the outside unit"), who=Who.SYSTEM,
        public=_("Back with the office"), icon="left",
    ),
)  # fmt: skip

CHECKING_MOVES = (
    Move(
        "check_pass", ("checking",), "closed",
        by="reports.check", label=pgettext_lazy("move", "Checked: close"),
        needs=("second_person", "result", "public_note"), takes=("note", "picture"), stops=("check", "close"),
        consequence=_("The resident gets the answer and is asked whether she is satisfied."),
        public=_("Finished and answered"), icon="ok", primary=True, hook=hooks.write_final_answer,
    ),
    Move(
        "check_fail", ("checking",), "handling",
        by="reports.check", label=pgettext_lazy("move", "Checked: not yet done"),
        needs=("second_person", "reason"), takes=("picture",), stops=("check",), starts=("handle",),
        consequence=_("It goes back to whoever handled it, with new time."),
        public=_("Not good enough yet; worked on again"), icon="left", hook=hooks.take_off_result,
        undo=True,
    ),
    Move(
        "reopen", ("closed",), "handling",
        by="reports.reopen", label=pgettext_lazy("move", "Reopen"),
        needs=("reason",), starts=("handle", "close"),
        consequence=_("The same unit works on it again, with new time; the unit's head is told."),
        public=_("Taken up again"), icon="history",
    ),
    Move(
        "reopen_by_proof", ("closed",), "handling",
        by="reports.reopen", label=pgettext_lazy("move", "Reopened after a call-back or a re-inspection"),
        who=Who.SYSTEM, needs=("reason",), starts=("handle", "close"),
        public=_("Taken up again: somebody else asked or looked, and it was not in order"), icon="history",
    ),
    Move(
        "reopen_by_resident", ("closed",), "handling",
        by="reports.reopen", label=pgettext_lazy("move", "Reopened, as the resident is not satisfied"),
        who=Who.SYSTEM, starts=("handle", "close"),
        public=_("You were not satisfied: taken up again"), icon="history",
    ),
    Move(
        "appeal", ("refused",), "new",
        by="reports.reopen", label=pgettext_lazy("move", "The resident asks for a second look"),
        who=Who.SYSTEM, starts=("dispatch", "close"),
        public=_("You were not satisfied: looked at once more"), icon="history",
    ),
    Move(
        "bring_in", ("new",), "closed",
        by="reports.set_up", label=pgettext_lazy("move", "Brought in with its answer"), who=Who.SYSTEM,
        needs=("public_note",), stops=("dispatch", "close"), result="answered",
        public=_("Answered"), icon="doc",
    ),
    Move(
        WITHDRAW, ("new", "closed"), WITHDRAWN,
        by="reports.register", label=pgettext_lazy("move", "Import taken back"), who=Who.SYSTEM,
        needs=("reason",), result=WITHDRAWN, public=_("Was entered by mistake and is taken back"), icon="back",
    ),
)  # fmt: skip

REPORT = Flow(
    kind="report",
    label=_("Report"),
    app="reports",
    view="reports.view",
    start="new",
    states=STATES,
    moves=DESK_MOVES + HANDLING_MOVES + CHECKING_MOVES,
    clocks=CLOCKS,
    circumstances=CIRCUMSTANCES,
    holding=facts_of_item,
    starts=("dispatch", "close"),
    results=RESULTS,
    acts={
        "word": _("Word to the resident"),
        "resident_word": _("The resident added"),
        "errand_sent": _("Arrived at another system"),
        "errand_word": _("Word from another system"),
        "errand_stuck": _("Did not get to another system"),
        "inspected": _("Seen again on site"),
    },
    url_name="reports:detail",
)
