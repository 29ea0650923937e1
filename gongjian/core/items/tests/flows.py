"""A small flow for the loop's own tests: it needs no module."""

from gongjian.core.items.flow import Flow, Move, Phase, State, Who

STATES = {
    "new": State(Phase.REPORTED, "New"),
    "sent": State(Phase.DISPATCHED, "Sent"),
    "work": State(Phase.HANDLING, "Work"),
    "away": State(Phase.HANDLING, "Away", waiting="the outside unit"),
    "check": State(Phase.CHECKING, "Check"),
    "shut": State(Phase.CLOSED, "Shut"),
}
MOVES = (
    Move("send", ("new",), "sent", by="reports.dispatch", label="Send", needs=("unit",), takes=("handler",),
         stops=("dispatch",), starts=("handle",), primary=True, undo=True),
    Move("take", ("sent",), "work", by="reports.handle", label="Take", who=Who.UNIT, primary=True, undo=True),
    Move("back", ("sent", "work"), "new", by="reports.handle", label="Back", who=Who.UNIT, needs=("reason",)),
    Move("submit", ("work",), "check", by="reports.handle", label="Submit", who=Who.HANDLER, needs=("note",),
         takes=("public_note",), stops=("handle",), starts=("check",), primary=True, undo=True),
    Move("pass", ("check",), "shut", by="reports.check", label="Pass", needs=("second_person", "result"),
         primary=True),
    Move("fail", ("check",), "work", by="reports.check", label="Fail", needs=("second_person", "reason"),
         starts=("handle",)),
    Move("hand_over", ("work",), "away", by="reports.handle", label="Hand over", who=Who.UNIT),
    Move("take_back", ("away",), "work", by="reports.handle", label="Take back", who=Who.SYSTEM),
    Move("again", ("shut",), "work", by="reports.reopen", label="Again", needs=("reason",), starts=("handle",)),
)  # fmt: skip
FLOW = Flow(
    kind="trial",
    label="Trial",
    app="trial",
    view="reports.view",
    start="new",
    states=STATES,
    moves=MOVES,
    clocks={"dispatch": "Dispatch", "handle": "Handle", "check": "Check", "whole": "Whole"},
    starts=("dispatch", "whole"),
    results={"done": "Done", "not_done": "Not done"},
    number_prefix="T",
)
