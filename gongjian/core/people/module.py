"""Accounts, roles and leave, as the platform must know them."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.core.people.ledgers import PEOPLE
from gongjian.core.people.roles import Role
from gongjian.core.search.source import Hit, SearchSource

if TYPE_CHECKING:
    from gongjian.core.people.access import Access

STAFF = (
    Role.ADMINISTRATOR,
    Role.SECRETARY,
    Role.DEPARTMENT_HEAD,
    Role.DISPATCHER,
    Role.COMMUNITY_CLERK,
    Role.GRID_WORKER,
    Role.CHECKER,
    Role.BRANCH_SECRETARY,
    Role.FINANCE_CLERK,
    Role.AUDITOR,
)


def tidy(now: dt.datetime) -> None:
    """Close views left open, forget expired sessions and full buckets."""
    from gongjian.core.people.actions import end_overdue_views
    from gongjian.core.people.buckets import forget_full_buckets
    from gongjian.core.people.sessions import forget_expired

    end_overdue_views(now)
    forget_expired(now)
    forget_full_buckets(now)


def _find_people(q: str, access: "Access", limit: int) -> Sequence[Hit]:
    from gongjian.core.people.ledgers import PEOPLE
    from gongjian.core.search.source import of_ledger

    return of_ledger(PEOPLE).find(q, access, limit)


MODULE = Module(
    slug="people",
    label=_("People and roles"),
    ledgers=(PEOPLE,),
    permissions=(
        Permission("people.view", _("See who works where, in which role"), STAFF),
        Permission(
            "people.manage",
            _("Add and disable accounts, give and end roles, set leave"),
            (Role.ADMINISTRATOR,),
        ),
        Permission(
            "people.see_as",
            _("See the pages as somebody else, read-only, if one may read the same matters"),
            (Role.ADMINISTRATOR,),
        ),
    ),
    menu=(
        MenuEntry(_("People"), "people_desk:list", "people", _("Office"), "people.view", order=900),
        MenuEntry(_("Who may do what"), "people_desk:matrix", "shield", _("Office"), "", order=905),
    ),
    jobs=(Job("people.tidy", _("Close forgotten views and sessions"), 300, tidy),),
    unaudited_models={
        "people.signinsession": "A session is working state: signing in and ending sessions write trail rows.",
        "people.bucket": "A counter of tries under a keyed hash, forgotten after two days.",
    },
    searches=(SearchSource("people", _("People"), _find_people),),
    seeds="gongjian.core.people.seeds",
)
