"""Small backups between the whole ones, on SQLite: every few minutes what has changed since the last whole one.

What is lost with the machine is then what was done in the last five minutes. On PostgreSQL the server's own archive of its
log does this.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from gongjian.core.backup import contents, places
from gongjian.core.backup.databases import Snapshot, take_snapshot
from gongjian.core.backup.found import Found, backups, recent, remove
from gongjian.core.backup.making import (
    Made,
    add_small,
    facts_of,
    half_of,
    head_of,
    keep_copies_outside,
    name_of,
)
from gongjian.core.backup.unpacking import CHANGES
from gongjian.core.files.models import Attachment
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.backups.blocks import Changes
from gongjian.lib.backups.parts import PartsWriter
from gongjian.lib.backups.sealed import SealingWriter

EVERY = 240  # seconds: with the time that one takes, less than five minutes between two
QUIET = dt.timedelta(minutes=30)  # for what leaves no row in the trail, such as a draft
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ID = 8
LAST = "last"


def make_recent(*, now: dt.datetime) -> Made | None:
    """A small backup, if anything was done since the last one; None where nothing was, or no whole one is there yet.

    Raises Refused when it cannot be made.
    """
    if connection.vendor != "sqlite" or not _changed(now):
        return None
    folder = places.open_folder(places.folder() / places.RECENT)
    try:
        with places.alone():
            base = _base()
            if base is None:
                return None
            places.sweep_halves(folder, places.work_folder())
            made = _make(folder, base, now=now)
            thin_out(now)
    except Refused as refused:
        if refused.code == "busy":
            return None
        raise
    keep_copies_outside(now)
    return made


def thin_out(now: dt.datetime) -> int:
    """All of the last hour, one an hour of the last day; none whose whole one is gone. Returns how many went."""
    whole, hours, gone = {one.id for one in backups()}, set(), 0
    for one in recent():
        age, hour = now - one.made_at, timezone.localtime(one.made_at).strftime("%Y%m%d%H")
        stays = age <= HOUR or (age <= DAY and hour not in hours)
        hours.add(hour)
        if not stays or one.head.get("base") not in whole:
            remove(one.path)
            gone += 1
    return gone


def _changed(now: dt.datetime) -> bool:
    """Whether the trail has grown since the last small backup, or that is half an hour old."""
    latest = recent()[:1]
    if not latest or not dt.timedelta(0) <= now - latest[0].made_at < QUIET:
        return True
    return _mark() != _kept_mark()


def _mark() -> int:
    return int(TrailRow.objects.aggregate(last=Max("pk"))["last"] or 0)


def _kept_mark() -> int | None:
    try:
        return int((places.work_folder() / LAST).read_text())
    except (FileNotFoundError, ValueError):
        return None


def _base() -> tuple[Found, bytes] | None:
    """The whole backup that the next small one stands on, with the digests of its blocks; None when it is gone."""
    try:
        kept = (places.work_folder() / "base").read_bytes()
    except FileNotFoundError:
        return None
    wanted = kept[:ID].hex()
    found = next((one for one in backups() if one.id == wanted and one.good is not False), None)
    return (found, kept[ID:]) if found else None


def _make(folder: Path, base: tuple[Found, bytes], *, now: dt.datetime) -> Made:
    whole, before = base
    work, mark, heads = places.work_folder(), _mark(), contents.heads_outside()
    with take_snapshot(work=work, now=now, told=lambda done, total: None) as snapshot:
        head = {**head_of(snapshot, kind="recent", now=now), "base": whole.id}
        made = Made(folder / name_of(head, now=now), 0, {})
        with half_of(made.path) as target:
            writer = SealingWriter(target, head=head, key=places.backup_key())
            _fill(PartsWriter(writer), snapshot, head, heads, before, made, since=whole.made_at)
            writer.close()
        made.size = made.path.stat().st_size
    (work / LAST).write_text(str(mark))
    return made


def _fill(
    parts: PartsWriter,
    snapshot: Snapshot,
    head: dict[str, Any],
    heads: dict[str, bytes],
    before: bytes,
    made: Made,
    *,
    since: dt.datetime,
) -> None:
    if snapshot.file is None:
        raise RuntimeError("small backups are made of SQLite's own copy")
    changes = Changes(snapshot.file, before)
    made.facts = facts_of(
        snapshot, head, counts={}
    )  # the digest of the whole says more, and counting takes longer
    parts.add("about", [json.dumps(made.facts, ensure_ascii=False).encode()])
    parts.add(CHANGES, changes)
    for name, path, digest in _new_files(since):
        try:
            written = parts.add(name, contents.data_of(path), packed=path.suffix != ".jpg")
        except FileNotFoundError:
            written = ""
        if written != digest:
            made.missing.append(name)
    add_small(parts, heads)
    told = {"size": changes.size, "whole": changes.whole}
    parts.finish({"missing": made.missing[:1000], **told})


def _new_files(since: dt.datetime) -> Iterator[tuple[str, Path, str]]:
    """Files that came after the whole backup began, with an hour to spare for clocks and slow transactions."""
    fresh = Attachment.objects.filter(at__gte=since - HOUR).order_by("pk")
    for one in fresh.iterator(500):
        name, path = contents.place_of(one.uid, one.kind)
        yield name, path, one.sha256
