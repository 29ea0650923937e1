"""Everything that changes accounts, roles, leave and sessions: one act, one transaction, one trail row."""

from gongjian.core.people.actions.accounts import add_person, disable_person, enable_person, reset_password
from gongjian.core.people.actions.leave import end_leave, set_leave
from gongjian.core.people.actions.offices import begin_office
from gongjian.core.people.actions.own import (
    change_password,
    choose_language,
    end_session,
    sign_out_everywhere,
)
from gongjian.core.people.actions.roles import end_role, give_role
from gongjian.core.people.actions.seeing import end_overdue_views, see_as, stop_seeing_as
from gongjian.core.people.actions.tokens import find_token, make_token, revoke_token

__all__ = [
    "add_person",
    "begin_office",
    "change_password",
    "choose_language",
    "disable_person",
    "enable_person",
    "end_leave",
    "end_overdue_views",
    "end_role",
    "end_session",
    "find_token",
    "give_role",
    "make_token",
    "reset_password",
    "revoke_token",
    "see_as",
    "set_leave",
    "sign_out_everywhere",
    "stop_seeing_as",
]
