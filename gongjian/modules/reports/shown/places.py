"""The address of an office's or community's page: its official code where it has one, else its number."""

import re

from django.http import Http404
from django.urls import reverse

from gongjian.core.areas.codes import live_code
from gongjian.core.areas.models import Area, Level, OfficialCode

LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY)


def place_of(area: Area) -> str:
    """The word that stands for the area in addresses."""
    code = live_code(area)
    return code.code if code else f"n{area.pk}"


def page_url(area: Area) -> str:
    """Where everybody reads what was done there."""
    return reverse("public_reports:done_at", args=[place_of(area)])


def area_at(place: str) -> Area:
    """The office or community of an address; a code that held earlier still leads there. Raises Http404."""
    rows = Area.objects.filter(level__in=LEVELS, office__is_office=True).select_related("office")
    if number := re.fullmatch("n([0-9]{1,9})", place):
        found = rows.filter(pk=int(number[1])).first()
    else:
        codes = OfficialCode.objects.filter(code=place[:20]).order_by("-since").values_list("area", flat=True)
        found = rows.filter(pk__in=codes[:1]).first()
    if found is None:
        raise Http404
    return found


def office_at(place: str) -> Area:
    """The office of an address; a community has no open data of its own. Raises Http404."""
    area = area_at(place)
    if area.level != Level.SUBDISTRICT:
        raise Http404
    return area
