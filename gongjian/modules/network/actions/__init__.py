"""The verbs of the alliance."""

from gongjian.modules.network.actions.agreeing import (
    accept_agreement,
    add_term,
    decline_agreement,
    draft_agreement,
    renew_agreement,
    search_texts,
)
from gongjian.modules.network.actions.bringing import bring_in
from gongjian.modules.network.actions.confirming import (
    answer_confirmation,
    ask_confirmations,
    pause_unconfirmed,
)
from gongjian.modules.network.actions.delivering import count_by_itself, note_delivery
from gongjian.modules.network.actions.joining import (
    apply_to_join,
    confirm_joining,
    correct_joining,
    forget_applicants,
    leave,
    pause,
    refuse_joining,
    resume,
)
from gongjian.modules.network.actions.pairing import end_pairing, pair
from gongjian.modules.network.actions.passing import run_agreements

__all__ = [
    "accept_agreement", "add_term", "answer_confirmation", "apply_to_join", "ask_confirmations", "bring_in",
    "confirm_joining", "correct_joining", "count_by_itself", "decline_agreement", "draft_agreement", "end_pairing",
    "forget_applicants", "leave",
    "note_delivery", "pair", "pause", "pause_unconfirmed", "refuse_joining", "renew_agreement", "resume",
    "run_agreements", "search_texts",
]  # fmt: skip
