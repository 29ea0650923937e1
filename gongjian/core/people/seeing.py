"""Whom an administrator may see the product as, and whether the view she began still goes on."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.manifest import flows, permissions
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.guard import SEEING
from gongjian.core.people.models import Holding, Person, SeeAs

LONGEST = dt.timedelta(minutes=30)
SEE_AS = "people.see_as"


def why_not(administrator: Person, *, person: Person, now: dt.datetime) -> str:
    """Why this administrator may not see the product as this person; empty when she may."""
    today = timezone.localdate(now)
    own, theirs = access_of(administrator, today=today), access_of(person, today=today)
    if person.pk == administrator.pk:
        return _("You see your own pages already.")
    if not person.is_active:
        return _("The account of %(name)s is disabled: there is nothing to see.") % {"name": person.name}
    if not _holds_only_under(person, paths=own.paths(SEE_AS), today=today):
        return _("%(name)s does not belong to an area you administer.") % {"name": person.name}
    if _reads_more(own, theirs) or _sees_more_items(own, theirs):
        return _(
            "%(name)s may read matters that you may not read yourself. Ask her to show you the page."
        ) % {"name": person.name}
    return ""


def current_view(request: HttpRequest) -> SeeAs | None:
    """The view this session has begun; None when there is none. Does not say whether it may go on."""
    number = request.session.get(SEEING)
    if not number:
        return None
    return SeeAs.objects.filter(pk=number).select_related("person__office", "administrator").first()


def may_go_on(seeing: SeeAs, *, user: object, now: dt.datetime) -> bool:
    """Asked at every page: not stopped, not over, and still nothing to be seen that one may not read oneself."""
    return (
        isinstance(user, Person)
        and seeing.administrator_id == user.pk
        and seeing.ended_at is None
        and now < seeing.started_at + LONGEST
        and not why_not(user, person=seeing.person, now=now)
    )


def reading_permissions() -> list[str]:
    """Permissions that open somebody's matters: reading a kind of item, revealing, the trail."""
    found = {flow.view for flow in flows().values()}
    found.update(name for name in permissions() if "reveal" in name or name.startswith("trail."))
    return sorted(found)


def _reads_more(own: Access, theirs: Access) -> bool:
    for permission in reading_permissions():
        mine = tuple(own.paths(permission))
        if any(not path.startswith(mine) for path in theirs.paths(permission)):
            return True
    return False


def _sees_more_items(own: Access, theirs: Access) -> bool:
    """Items reach people by unit, as helper or as stand-in too, beyond what their roles say."""
    from gongjian.core.items.models import Item

    visible = Item.objects.visible_to(theirs)
    return bool(visible.exclude(pk__in=Item.objects.visible_to(own).values("pk")).exists())


def _holds_only_under(person: Person, *, paths: list[str], today: dt.date) -> bool:
    inside = tuple(paths)
    held = Holding.objects.live(today).filter(person=person).values_list("area_path", flat=True)
    if not all(path.startswith(inside) for path in held):
        return False
    return bool(held) or bool(person.office and person.office.path.startswith(inside))
