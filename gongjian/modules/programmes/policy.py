"""Who may lead programmes, report on goals and fill in answers, beyond what the moves of an answer say."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.programmes.models import AnnualGoal, ThemeAnswer


def may_report(goal: AnnualGoal, access: Access) -> bool:
    """Members of the goal's own unit, and whoever leads programmes for the office."""
    own = goal.unit_id in access.unit_ids and access.may_anywhere("programmes.answer")
    return own or access.may("programmes.lead", goal.office.path)


def may_fill(answer: ThemeAnswer, access: Access) -> bool:
    """Members of the community that answers."""
    return answer.item.unit_id in access.unit_ids and access.may("programmes.answer", answer.item.area_path)


def must(allowed: bool) -> None:
    """Refuse in words."""
    if not allowed:
        raise Refused(
            _("You do not hold the role that may do this for this office or unit."), code="not_allowed"
        )


def must_lead(path: str, actor: Person | None, *, now: dt.datetime) -> None:
    """Refuse whoever does not lead programmes for the area. Nobody: the product itself."""
    if actor is not None:
        must(access_on(actor, now).may("programmes.lead", path))


def access_on(actor: Person, now: dt.datetime) -> Access:
    """What the person may do on the day."""
    return access_of(actor, today=timezone.localdate(now))
