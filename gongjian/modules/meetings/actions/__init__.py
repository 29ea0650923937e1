"""The verbs of meetings and promises. Beginning, handing in, confirming and dropping are moves."""

from gongjian.modules.meetings.actions.attending import ask_unit, check_in, set_presence
from gongjian.modules.meetings.actions.calling import call_meeting, call_next, cancel_meeting
from gongjian.modules.meetings.actions.deciding import decide, promise
from gongjian.modules.meetings.actions.minutes import add_point, settle_minutes, take_point_off, write_outcome

__all__ = [
    "add_point",
    "ask_unit",
    "call_meeting",
    "call_next",
    "cancel_meeting",
    "check_in",
    "decide",
    "promise",
    "set_presence",
    "settle_minutes",
    "take_point_off",
    "write_outcome",
]
