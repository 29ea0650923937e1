"""The duties of a kind, kept at hand: every move asks for them."""

from gongjian.core.clock.models import Duty
from gongjian.core.items.flow import Phase
from gongjian.core.kept_rows import KeptRows

ALWAYS = ""
ORDER = [phase.value for phase in Phase]
_kept = KeptRows(Duty, by=lambda row: row.kind)


def duties_of(kind: str, *, office_id: int) -> list[Duty]:
    """All duties of a kind in an office, ended ones too."""
    return [row for row in all_duties(kind) if row.office_id in (None, office_id)]


def all_duties(kind: str) -> list[Duty]:
    """All duties of a kind, ended ones too. What another process entered counts within three seconds."""
    return _kept.of(kind)
