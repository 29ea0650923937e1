"""What a row's digest covers, said once for the writer and for the verifier."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from gongjian.core.trail.models import TrailRow
from gongjian.lib.chain import row_digest

# Every column but the digest itself and the id, which the database gives; the seal binds the id to its place.
COVERED = (
    "office_id", "area_path", "at", "actor_id", "behalf_id", "action", "model", "object_id", "label", "item_id",
    "changes", "reason",
)  # fmt: skip


def digest_of(row: TrailRow) -> str:
    """The digest of a row as it stands, 64 hexadecimal digits."""
    return digest_of_values([getattr(row, name) for name in COVERED])


def digest_of_values(values: Sequence[Any]) -> str:
    """The same from the values of COVERED in order; the moment is taken in UTC to the microsecond."""
    facts = dict(zip(COVERED, values, strict=True))
    facts["at"] = facts["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    return row_digest(facts)
