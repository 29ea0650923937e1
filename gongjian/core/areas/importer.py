"""`gongjian import areas FILE...`: official lists of districts, streets and communities."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.additions import Progress, silent
from gongjian.core.areas.bringing import CITIES, Brought, bring_list
from gongjian.core.areas.lists import AreaList, read_list
from gongjian.core.areas.models import AreaFile, Level
from gongjian.core.areas.review import apply_list
from gongjian.core.refusal import Refused

OPTIONS = ("year", "since", "city", "apply_by")
ORDER = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
SHOWN_PROBLEMS = 20


def run(path: Path, options: Mapping[str, str], progress: Progress = silent) -> dict[str, Any]:
    """Bring one list. Options: `year` or `since` (first day, 2024-01-01) say from when its codes hold, `city` gives
    names of cities (4101=郑州市), `apply_by` the sign-in name of the reviewer who applies all that is proposed.
    """
    now = timezone.now()
    area_list = read_list(path)
    since = first_day(options, area_list=area_list, today=timezone.localdate(now))
    reviewer = _reviewer(options["apply_by"]) if options.get("apply_by") else None
    brought = bring_list(
        area_list,
        since=since,
        actor=reviewer,
        now=now,
        cities=_cities(options.get("city", "")),
        progress=progress,
    )
    summary: dict[str, Any] = {
        _("rows"): brought.rows,
        _("added"): brought.added,
        _("to be reviewed"): brought.proposed,
    }
    if reviewer and brought.file and brought.file.state == AreaFile.State.PROPOSED:
        summary |= _apply(brought.file, reviewer=reviewer, now=now)
    return summary | _problems(brought)


def order(path: Path) -> int:
    """Large areas first, whatever the order in which the files were named; an unreadable file comes first."""
    try:
        return ORDER.index(Level(read_list(path).level))
    except Refused:
        return -1


def first_day(options: Mapping[str, str], *, area_list: AreaList, today: dt.date) -> dt.date:
    """The day from which the list's codes hold: as told, else 1 January of the year told or in the file's name."""
    if text := options.get("since", ""):
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as error:
            words = _("“%(text)s” is no day. Write it like 2024-01-01.")
            raise Refused(words % {"text": text[:30]}, field="since") from error
    else:
        day = dt.date(_year(options.get("year", ""), area_list=area_list, today=today), 1, 1)
    if day > today:
        words = _("The list is of %(day)s, which has not come yet.")
        raise Refused(words % {"day": day.isoformat()}, field="since")
    if day.year < 1949:
        raise Refused(_("The year lies before 1949."), field="since")
    return day


def _year(text: str, *, area_list: AreaList, today: dt.date) -> int:
    if not text:
        return area_list.year or today.year
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Refused(_("“%(text)s” is no year. Write it like 2024.") % {"text": text[:30]}, field="year")
    return int(text)


def _cities(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.replace("，", ",").split(",") if part.strip()]
    for code, _sign, name in pairs:
        if not (len(code.strip()) == 4 and code.strip().isdigit() and name.strip()):
            raise Refused(_("Name the city like 4101=郑州市."), field="city")
    return CITIES | {code.strip(): name.strip() for code, _sign, name in pairs}


def _reviewer(username: str) -> Any:
    person = (
        apps.get_model("people", "Person")._default_manager.filter(username=username, is_active=True).first()
    )
    if person is None:
        words = _("Nobody signs in as %(name)s. Only a named person can apply a list.")
        raise Refused(words % {"name": username[:40]}, field="apply_by")
    return person


def _apply(file: AreaFile, *, reviewer: Any, now: dt.datetime) -> dict[str, Any]:
    from gongjian.core.people.access import access_of

    if not access_of(reviewer, today=timezone.localdate(now)).may("areas.manage", file.root.path):
        words = _("%(name)s does not manage %(root)s, so the list was not applied.")
        raise Refused(words % {"name": reviewer, "root": file.root}, field="apply_by")
    applied = apply_list(file, actor=reviewer, now=now)
    return {_("applied"): applied.applied, _("refused"): applied.refused}


def _problems(brought: Brought) -> dict[str, Any]:
    if not brought.problems:
        return {}
    shown = list(brought.problems[:SHOWN_PROBLEMS])
    if more := len(brought.problems) - len(shown):
        shown.append(_("… and %(count)d more.") % {"count": more})
    return {_("rows left out"): "\n  ".join([str(len(brought.problems)), *shown])}
