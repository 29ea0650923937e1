"""The doctor's look at the trail: guards, chain, rows that wait too long."""

from collections.abc import Callable

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.finding import Finding
from gongjian.core.trail import anchors
from gongjian.core.trail.guards import missing
from gongjian.core.trail.verifier import verify


def check_trail(progress: Callable[[int], None] | None = None) -> list[Finding]:
    """Everything that was found, the worst first; never empty. `progress` is told how many rows were read."""
    found: list[Finding] = []
    verdict = verify(now=timezone.now(), progress=progress)
    if verdict.flaw:
        remedy = _(
            "Keep a copy of the database and of the anchors folder as they are, compare with the last backup, and tell the auditor."
        )
        found.append(Finding("bad", verdict.flaw.words(), remedy))
    if gone := missing(connection):
        words = _("These guards are missing or switched off: {names}.").format(names=", ".join(gone))
        found.append(
            Finding(
                "bad",
                words,
                _(
                    "Put them up again: gongjian manage migrate trail 0001, then gongjian manage migrate trail"
                ),
            )
        )
    if lost := anchors.unkept():
        words = _(
            "For {count} offices no head of the chain is kept here: rows cut off its end would not be missed."
        )
        remedy = _("Put the anchors folder back from the backup, or look where the worker runs.")
        found.append(Finding("warning", words.format(count=lost), remedy))
    if verdict.waiting:
        words = _("{count} rows wait for their seal.").format(count=verdict.waiting)
        found.append(
            Finding(
                "warning", words, _("Is the worker running? gongjian serve starts it, or gongjian worker.")
            )
        )
    return found or [
        Finding("good", _("{count} rows read, every one as it was written").format(count=verdict.rows))
    ]
