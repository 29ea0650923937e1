"""The administrator's page of backups: which there are, what is not as it should be, and having one made."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.areas.tree import trail_office
from gongjian.core.backup import places
from gongjian.core.backup.actions import ask_for_backup
from gongjian.core.backup.found import Found, backups, usable_recent
from gongjian.core.backup.schedule import KIND
from gongjian.core.backup.state import findings
from gongjian.core.jobs.models import Task
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, me

SHOWN = 60


@allow("backup.manage", methods=("GET",))
def overview(request: HttpRequest) -> HttpResponse:
    """Nothing of what the backups hold is shown or given out: whoever looks after them does not read matters."""
    now = timezone.now()
    found, small = backups(), usable_recent()
    context = {
        "findings": [one for one in findings(now) if one.grade != "good"],
        "lines": [_line(one) for one in found[:SHOWN]],
        "small": small[0] if small else None,
        "small_count": len(small),
        "folder": places.folder(),
        "copy": places.copy_folder(),
        "at": settings.BACKUP_AT,
        "task": Task.objects.live().filter(kind=KIND).first(),
    }
    return render(request, "backup/overview.html", context)


@allow("backup.manage", methods=("POST",))
def make(request: HttpRequest) -> HttpResponse:
    """The worker makes it; its progress is shown with other background work."""
    person = me(request)
    path = request.access.paths("backup.manage")[0]  # type: ignore[attr-defined]
    office = person.office or trail_office(get_object_or_404(Area, path=path))
    return do_and_say(
        request,
        act="backup.make",
        work=lambda: ask_for_backup(by=person, office=office, now=timezone.now()),
        done=_("The backup begins within a few seconds."),
        back=reverse("backup:overview"),
    )


def _line(one: Found) -> dict[str, Any]:
    good = {
        None: (_("Not looked through yet"), "clock", ""),
        True: (_("Looked through, good"), "ok", "ok"),
        False: (_("Cannot be used"), "late", "late"),
    }
    words, icon, tone = good[one.good]
    second = places.copy_folder()
    return {
        "made_at": one.made_at,
        "name": one.path.name,
        "size": one.size,
        "words": words,
        "icon": icon,
        "tone": tone,
        "why": one.flaw or one.words,
        "seen_at": one.seen_at,
        "copied": second is not None and (second / one.path.name).exists(),
    }
