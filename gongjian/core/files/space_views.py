"""How much of their file space the offices have used, for whoever looks after the server."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat

from gongjian.core.files.models import FileSpace
from gongjian.core.people.guard import allow

NEARLY = 0.9


@allow("files.see_space", methods=("GET",))
def space(request: HttpRequest) -> HttpResponse:
    """One line for each office within the person's areas, the fullest first."""
    mine = Q(pk__in=[])
    for path in request.access.paths("files.see_space"):  # type: ignore[attr-defined]
        mine |= Q(office__path__startswith=path)
    spaces = FileSpace.objects.filter(mine).select_related("office").order_by("-used")[:200]
    return render(request, "files/space.html", {"lines": [_line(one) for one in spaces]})


def _line(space: FileSpace) -> dict[str, Any]:
    most = settings.FILES_OFFICE_BYTES
    share = min(space.used / most, 1.0) if most else 1.0
    return {
        "office": space.office.name,
        "files": space.files,
        "used": filesizeformat(space.used),
        "most": filesizeformat(most),
        "percent": round(share * 100),
        "nearly": share >= NEARLY,
    }
