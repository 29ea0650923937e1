"""The review of a proposed list: tick lines, apply what is ticked, or set the list aside."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.actions import why_not_closed, why_not_moved
from gongjian.core.areas.additions import add_rows, areas_by_code
from gongjian.core.areas.codes import begin_code, end_code
from gongjian.core.areas.lists import Row
from gongjian.core.areas.models import Area, AreaChange, AreaFile, OfficialCode
from gongjian.core.areas.tree import fresh, lock_tree, repath, trail_office
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

Kind = AreaChange.Kind
ORDER = (Kind.GONE, Kind.RECODED, Kind.MOVED, Kind.RENAMED)
WITH_NEW_CODE = (Kind.ADDED, Kind.RECODED, Kind.MOVED)


@dataclass(frozen=True, slots=True)
class Applied:
    """How many lines were applied now, and how many were refused, each with its reason on the line."""

    applied: int
    refused: int


@transaction.atomic
def tick_changes(
    file: AreaFile, *, ids: list[int] | None = None, accepted: bool, actor: "Person | None", now: dt.datetime
) -> int:
    """Accept or reject lines (all when `ids` is None) that are not applied yet; returns how many changed."""
    file = _open_file(file)
    lines = file.changes.filter(applied=False, accepted=not accepted)
    if ids is not None:
        lines = lines.filter(pk__in=ids)
    codes = list(lines.values_list("code", flat=True))
    if codes:
        lines.update(accepted=accepted, refusal="")
        changes = {"accepted": [not accepted, accepted], "lines": len(codes), "codes": codes[:200]}
        _record("areas.tick_lines", file, actor=actor, now=now, changes=changes)
    return len(codes)


@transaction.atomic
def apply_list(file: AreaFile, *, actor: "Person", now: dt.datetime) -> Applied:
    """Apply every accepted line that can be applied; the others are refused with a reason and may be tried again.

    Codes that end and begin are dated by the list's first day; gone areas get that day; nothing is deleted.
    """
    lock_tree(file.root)
    file = _open_file(file)
    lines = list(file.changes.filter(accepted=True, applied=False).select_related("area"))
    if not lines:
        raise Refused(_("No line is ticked. Tick the lines that are right, or set the list aside."))
    parents = areas_by_code(line.parent_code for line in lines if line.parent_code)
    good = _possible(lines, file=file, parents=parents)
    for line in good:
        if line.area and line.kind in (*ORDER,):
            end_code(line.area, on=file.since)
    for kind in ORDER:
        for line in good:
            if line.kind == kind:
                _apply(line, file=file, parents=parents, actor=actor, now=now)
    _add([line for line in good if line.kind == Kind.ADDED], file=file, parents=parents, actor=actor, now=now)
    AreaChange.objects.bulk_update(lines, ["applied", "refusal"], batch_size=500)
    refused = len(lines) - len(good)
    file.state, file.decided_by, file.decided_at = AreaFile.State.APPLIED, actor, now
    file.save(update_fields=["state", "decided_by", "decided_at"])
    _record(
        "areas.apply_list", file, actor=actor, now=now, changes={"applied": len(good), "refused": refused}
    )
    return Applied(len(good), refused)


@transaction.atomic
def discard_list(file: AreaFile, *, actor: "Person", now: dt.datetime, reason: str) -> AreaFile:
    """Set a proposed list aside; nothing of it is applied."""
    file = _open_file(file)
    if file.state != AreaFile.State.PROPOSED:
        raise Refused(_("Part of the list has been applied; it can no longer be set aside."))
    if not reason.strip():
        raise Refused(_("Say why the list is set aside."), field="reason")
    file.state, file.decided_by, file.decided_at = AreaFile.State.DISCARDED, actor, now
    file.save(update_fields=["state", "decided_by", "decided_at"])
    _record("areas.discard_list", file, actor=actor, now=now, changes={}, reason=reason)
    return file


def _open_file(file: AreaFile) -> AreaFile:
    file = AreaFile.objects.select_for_update().get(pk=file.pk)
    left = file.changes.filter(applied=False).exists()
    if file.state == AreaFile.State.DISCARDED or (file.state == AreaFile.State.APPLIED and not left):
        raise Refused(_("The list is settled: %(state)s.") % {"state": file.get_state_display()})
    return file


def _possible(lines: list[AreaChange], *, file: AreaFile, parents: dict[str, Area]) -> list[AreaChange]:
    for line in lines:
        line.refusal = why_not(line, file=file, parents=parents)[:200]
    while True:
        good = [line for line in lines if not line.refusal]
        freed = {line.area_id for line in good if line.area_id}
        holders = _holders([line.code for line in good if line.kind in WITH_NEW_CODE])
        blocked = [
            line
            for line in good
            if line.kind in WITH_NEW_CODE
            and holders.get(line.code, line.area_id) not in (*freed, line.area_id)
        ]
        if not blocked:
            return good
        for line in blocked:
            line.refusal = _("Another area still bears this code. Accept the line about that area too.")


def _holders(codes: list[str]) -> dict[str, int]:
    return dict(
        OfficialCode.objects.filter(code__in=codes, until__isnull=True).values_list("code", "area_id")
    )


def why_not(line: AreaChange, *, file: AreaFile, parents: dict[str, Area]) -> str:
    """Why a line cannot be applied now, in words; empty when it can."""
    if line.kind != Kind.GONE and line.parent_code not in parents:
        return _("The area above with the code %(code)s is not known.") % {"code": line.parent_code}
    if line.kind == Kind.ADDED:
        return ""
    if line.area is None or line.area.gone_on:
        return _("The area is gone already.")
    live = OfficialCode.objects.filter(area=line.area, until__isnull=True).first()
    if live and live.since >= file.since:
        words = _("Its code holds since %(day)s, which is not before the first day of this list.")
        return words % {"day": live.since.isoformat()}
    if line.kind == Kind.GONE:
        return why_not_closed(line.area)
    if line.kind == Kind.MOVED and not _lies_there(line, parents[line.parent_code]):
        return why_not_moved(line.area, parent=parents[line.parent_code])
    return ""


def _lies_there(line: AreaChange, parent: Area) -> bool:
    return bool(line.area and parent.pk in (line.area.parent_id, line.area.office_id))


def _apply(
    line: AreaChange, *, file: AreaFile, parents: dict[str, Area], actor: "Person", now: dt.datetime
) -> None:
    if line.area is None:
        raise ValueError(f"the line {line.pk} names no area")
    area = fresh(line.area)
    before = area.name
    if line.kind == Kind.GONE:
        area.gone_on = file.since
    else:
        area.name = line.name
        begin_code(area, code=line.code, name=line.name, since=file.since, source=file.name[:120])
    area.save(update_fields=["gone_on", "name"])
    if line.kind == Kind.MOVED and not _lies_there(line, parents[line.parent_code]):
        repath(area, parent=parents[line.parent_code])
    line.applied = True
    changes = {"name": [before, area.name], "code": line.code, "was": line.was, "since": file.since}
    _record(f"areas.list_{line.kind}", area, actor=actor, now=now, changes=changes, reason=str(file))


def _add(
    lines: list[AreaChange], *, file: AreaFile, parents: dict[str, Area], actor: "Person", now: dt.datetime
) -> None:
    rows = [Row(line=line.pk, code=line.code, name=line.name, parent_code=line.parent_code) for line in lines]
    added = add_rows(rows, level=file.level, parents=parents, since=file.since, source=file.name)
    for line, area in zip(lines, added, strict=True):
        line.area, line.applied = area, True
        changes = {"name": [None, area.name], "code": line.code, "since": file.since}
        _record("areas.list_added", area, actor=actor, now=now, changes=changes, reason=str(file))
    AreaChange.objects.bulk_update(lines, ["area"], batch_size=500)


def _record(
    action: str,
    obj: Area | AreaFile,
    *,
    actor: "Person | None",
    now: dt.datetime,
    changes: dict[str, Any],
    reason: str = "",
) -> None:
    area = obj.root if isinstance(obj, AreaFile) else obj
    record(
        action,
        actor=actor,
        obj=obj,
        office=trail_office(area),
        label=str(obj),
        changes=changes,
        reason=reason,
        area_path=area.path,
        now=now,
    )
