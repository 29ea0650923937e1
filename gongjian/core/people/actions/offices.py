"""The beginning of everything: a subdistrict becomes a working office and gets its first administrator."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.actions import open_office, rename_area
from gongjian.core.areas.codes import area_of_code
from gongjian.core.people.actions.accounts import add_person
from gongjian.core.people.actions.roles import give_role
from gongjian.core.people.authority import day_of
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.refusal import Refused


@transaction.atomic
def begin_office(
    code: str,
    *,
    username: str,
    person_name: str,
    password: str,
    now: dt.datetime,
    name: str = "",
) -> Person:
    """Open the subdistrict of this official code and make its first administrator; returns the account.

    `name` is what the office is called where that differs from the official list. The password must be changed at the
    first sign-in. Raises Refused, with nothing done, for an unknown code, a place that is no subdistrict, an office
    that has an administrator of its own, and whatever the acts it is made of refuse.
    """
    area = area_of_code(code.strip())
    if area is None:
        words = _("No area bears the code %(code)s now. Bring the official lists first, or check the code.")
        raise Refused(words % {"code": code.strip()[:30]}, field="code")
    office = open_office(area, actor=None, now=now)
    held = Holding.objects.live(day_of(now)).filter(role=Role.ADMINISTRATOR, person__is_active=True)
    if first := held.filter(area=office).select_related("person").order_by("pk").first():
        words = _(
            "%(office)s has an administrator already: %(name)s (%(username)s). Sign in as her, or ask her."
        )
        told = {"office": office.name, "name": first.person.name, "username": first.person.username}
        raise Refused(words % told, code="has_administrator")
    if name.strip() and name.strip() != office.name:
        office = rename_area(office, name=name, actor=None, now=now)
    person = add_person(
        username, name=person_name, office=office, password=password, password_given=True, now=now
    )
    give_role(person, role=Role.ADMINISTRATOR, area=office, now=now)
    return person
