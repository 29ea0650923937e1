"""The head of each office's chain, kept outside the database: without it, a tail that was cut off would not be missed.

One small file per office under `<home>/anchors/<database>/`; copy the folder to another machine to be safe from
somebody who may write here.
"""

import contextlib
import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last place known to be taken in an office's chain, and the link that stands there."""

    number: int
    link: str


def keep(office_id: int, number: int, link: str) -> None:
    """Write the head down unless a later one is known. A folder that cannot be written is logged and stops nobody's work."""
    try:
        known = read(office_id)
        if known is None or known.number < number:
            _write(_file(office_id), f"{number} {link}\n")
    except OSError:
        logger.exception(
            "The head of the trail of office %s could not be written beside the database.", office_id
        )


def read(office_id: int) -> Anchor | None:
    """The head kept for an office, or None. Raises ValueError when the file is not what was written."""
    path = _file(office_id)
    with contextlib.suppress(FileNotFoundError):
        number, _space, link = path.read_text("ascii").strip().partition(" ")
        if not number.isdigit() or len(link) != 64:
            raise ValueError(f"{path} is damaged")
        return Anchor(int(number), link)
    return None


def offices() -> list[int]:
    """Ids of the offices that have a head on file."""
    return sorted(int(path.name) for path in folder().glob("*") if path.name.isdigit())


def unkept() -> int:
    """How many offices have a chain but no head on file here: of these a tail that was cut off would not be missed."""
    from gongjian.core.trail.models import Seal

    chains = set(Seal.objects.values_list("office_id", flat=True).distinct())
    return len(chains - set(offices()))


def folder() -> Path:
    """Where the heads of this database's chains are kept; a home folder that is moved or restored keeps its heads."""
    told = connection.settings_dict
    parts = [str(told.get(part) or "") for part in ("ENGINE", "HOST", "PORT")]
    name = str(told.get("NAME") or "")
    if connection.vendor == "sqlite" and os.path.isabs(name):
        name = os.path.relpath(name, settings.HOME)
    address = "|".join([*parts, name])
    return Path(settings.HOME) / "anchors" / hashlib.sha256(address.encode()).hexdigest()[:12]


def _file(office_id: int) -> Path:
    return folder() / str(office_id)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    draft.write_text(text, "ascii")
    os.replace(draft, path)
