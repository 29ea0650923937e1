"""Which office a caller means: by its official code, or the only one that works here."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area, OfficialCode
from gongjian.modules.reports.open311.faults import Fault

LONGEST = 20


def office_asked(given: Mapping[str, str]) -> Area:
    """The office of `jurisdiction_id`. Raises Fault: 404 for an unknown one, 400 where several work here and none is
    named."""
    wanted = str(given.get("jurisdiction_id") or "").strip()
    offices = Area.objects.offices().current()
    if not wanted:
        few = list(offices.order_by("path")[:2])
        if len(few) != 1:
            raise Fault(400, _("jurisdiction_id was not provided: several offices work here."))
        return few[0]
    codes = OfficialCode.objects.filter(code=wanted[:LONGEST], until__isnull=True)
    office = offices.filter(pk__in=codes.values("area")).first()
    if office is None:
        raise Fault(404, _("There is no office with the jurisdiction_id %(id)s.") % {"id": wanted[:LONGEST]})
    return office


def jurisdiction_of(office: Area) -> str:
    """The office's official code of today, or "" while it has none."""
    return office.codes.filter(until__isnull=True).values_list("code", flat=True).first() or ""
