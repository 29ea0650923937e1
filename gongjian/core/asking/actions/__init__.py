"""The writers of questionnaires, samples, call-backs and reviews."""

from gongjian.core.asking.actions.calling import record_call, reveal_phone
from gongjian.core.asking.actions.questionnaires import Asked, keep_questionnaire, retire_questionnaire
from gongjian.core.asking.actions.reviewing import (
    close_round,
    hand_in_sheet,
    open_round,
    seat_reviewer,
    unseat_reviewer,
)
from gongjian.core.asking.actions.sampling import (
    Entry,
    add_respondents,
    call_off,
    commit_sample,
    draw_sample,
    forget_phones,
    take_off_list,
)

__all__ = [
    "Asked",
    "Entry",
    "add_respondents",
    "call_off",
    "close_round",
    "commit_sample",
    "draw_sample",
    "forget_phones",
    "hand_in_sheet",
    "keep_questionnaire",
    "open_round",
    "record_call",
    "retire_questionnaire",
    "reveal_phone",
    "seat_reviewer",
    "take_off_list",
    "unseat_reviewer",
]
