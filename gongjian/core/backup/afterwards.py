"""After a restore: brought up to date, deletions done again, rights not revived, and everything proved."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.models import Attachment
from gongjian.core.files.store import path_of
from gongjian.core.people.models import SignInSession
from gongjian.core.privacy.outside import replay
from gongjian.core.trail.actions import record
from gongjian.core.trail.sealer import seal_pending
from gongjian.core.trail.verifier import verify
from gongjian.lib.backups.blocks import digest_of


@dataclass(slots=True)
class Proof:
    """What was found and done. `lost` counts by office the places of the trail that are known outside and not in the backup;
    `trail` is "" when the trail was proved, `bad_files` names attachments that are missing or not as they were."""

    made_at: dt.datetime
    trail_rows: int = 0
    trail: str = ""
    lost: dict[str, int] = field(default_factory=dict)
    forgotten: tuple[int, int] = (0, 0)
    sessions: int = 0
    files: int = 0
    bad_files: list[str] = field(default_factory=list)
    search: str = ""

    @property
    def good(self) -> bool:
        """Whether all of it is as it should be."""
        return not self.trail and not self.bad_files


def prove(facts: dict[str, Any], *, newer: dict[str, Any], now: dt.datetime) -> Proof:
    """Look the restored database over and do what must be done before anybody signs in."""
    proof = Proof(dt.datetime.fromisoformat(facts["made_at"]))
    call_command("migrate", interactive=False, verbosity=0)
    _prove_trail(proof, facts, newer, now=now)
    proof.forgotten = replay(newer["lines"])
    with transaction.atomic():
        proof.sessions = SignInSession.objects.all().delete()[0]
        _let_go()
        _record(proof, facts, now=now)
    seal_pending(now)
    _prove_files(proof)
    _prove_search(proof)
    return proof


def _prove_trail(proof: Proof, facts: dict[str, Any], newer: dict[str, Any], *, now: dt.datetime) -> None:
    """Against the heads that came with the backup. Newer heads known outside tell how much was lost with the machine."""
    verdict = verify(now=now)
    proof.trail_rows, proof.trail = verdict.rows, verdict.flaw.words() if verdict.flaw else ""
    known = {int(office): number for office, (number, _link) in facts["heads"].items()}
    for office, number in newer["heads"].items():
        if number > known.get(office, 0):
            named = Area.objects.filter(pk=office).values_list("name", flat=True).first()
            proof.lost[named or str(office)] = number - known.get(office, 0)


def _let_go() -> None:
    """Work that was under way when the backup was made is nobody's now; every periodic job is due at once, those too that
    destroy what is no longer needed."""
    from gongjian.core.jobs.models import Heartbeat, JobState, Task, TaskState

    Heartbeat.objects.all().delete()
    JobState.objects.all().delete()
    running = Task.objects.filter(state=TaskState.RUNNING)
    running.filter(kind="backup.make").delete()  # the very one that made this backup
    running.update(state=TaskState.WAITING, holder="", leased_until=None)


def _record(proof: Proof, facts: dict[str, Any], *, now: dt.datetime) -> None:
    for office in Area.objects.offices().current().order_by("pk"):
        record(
            "backup.restore", actor=None, obj=office, office=office, label=office.name, now=now,
            changes={
                "state of": facts["made_at"], "backup": facts["id"], "forgotten again": proof.forgotten[1],
                "places of the trail lost": proof.lost.get(office.name, 0),
            },
        )  # fmt: skip


def _prove_files(proof: Proof) -> None:
    for one in Attachment.objects.order_by("pk").iterator(500):
        path: Path = path_of(one.uid, kind=one.kind)
        proof.files += 1
        if not path.exists() or digest_of(path) != one.sha256:
            proof.bad_files.append(str(one.uid))


def _prove_search(proof: Proof) -> None:
    from gongjian.core.items.models import Item
    from gongjian.core.search.upkeep import CHUNK, check, reindex

    found = check()
    if not found.differing and not found.missing:
        proof.search = _("{count} matters looked at, every one is found as it stands").format(
            count=found.rows
        )
        return
    last = 0
    while items := list(Item.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        with transaction.atomic():
            reindex(items)
        last = items[-1].pk
    proof.search = _("the search index was made anew")
