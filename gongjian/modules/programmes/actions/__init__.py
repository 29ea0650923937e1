"""The verbs of programmes, goals and themes. What becomes of an answer are moves of its loop."""

from gongjian.modules.programmes.actions.answering import (
    Line,
    add_line,
    drop_activity,
    note_activity,
    remove_line,
)
from gongjian.modules.programmes.actions.framing import add_strand, hang, start_programme, take_off
from gongjian.modules.programmes.actions.goals import report_progress, reverse_entry, set_goal
from gongjian.modules.programmes.actions.themes import publish_theme, search_texts

__all__ = [
    "Line",
    "add_line",
    "add_strand",
    "drop_activity",
    "hang",
    "note_activity",
    "publish_theme",
    "remove_line",
    "report_progress",
    "reverse_entry",
    "search_texts",
    "set_goal",
    "start_programme",
    "take_off",
]
