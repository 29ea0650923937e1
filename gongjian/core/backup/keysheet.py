"""The keys apart from the backups: one file under a passphrase, and a sheet that says what to do with it."""

import contextlib
import datetime as dt
import json
import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.privacy.keys import blind_key, newest_number
from gongjian.core.refusal import Refused
from gongjian.lib.backups.keyfile import close_keys, open_keys
from gongjian.lib.backups.sealed import fingerprint
from gongjian.lib.problem import Problem

SUFFIX = ".gjkeys"
SHORTEST = 12
NOTE = "keys_copied"


def key_files() -> dict[str, bytes]:
    """All key files by name; those that every office needs are made first."""
    newest_number(), blind_key(), places.backup_key()
    return {name: (Path(settings.KEYS) / name).read_bytes() for name in _names()}


def _names() -> list[str]:
    folder = Path(settings.KEYS)
    files = folder.iterdir() if folder.is_dir() else []
    return sorted(path.name for path in files if path.is_file() and not path.name.startswith("."))


def write_keys(to: Path, *, passphrase: str, now: dt.datetime) -> tuple[Path, Path]:
    """The key file and the sheet beside it. Raises Refused for a short passphrase or a folder that cannot be written."""
    if len(passphrase.replace("-", "").replace(" ", "")) < SHORTEST:
        raise Refused(_("The passphrase needs at least 12 letters or digits."), code="short_passphrase")
    folder = places.open_folder(to)
    found = key_files()
    day = f"{timezone.localtime(now):%Y%m%d-%H%M%S}"
    path = folder / f"gongjian-keys-{day}{SUFFIX}"
    _write(path, close_keys(found, passphrase=passphrase))
    sheet = folder / f"gongjian-keys-{day}.txt"
    _write(sheet, _sheet(path, found, now=now).encode())
    _write(places.work_folder() / NOTE, json.dumps({"at": now.isoformat(), "keys": sorted(found)}).encode())
    return path, sheet


def read_keys(path: Path, *, passphrase: str) -> dict[str, bytes]:
    """The key files by name. Raises Refused for another file or another passphrase."""
    try:
        return open_keys(path.read_bytes(), passphrase=passphrase)
    except Problem as problem:
        words = {
            "no_keys": _("{file} is no key file of Gongjian."),
            "wrong_passphrase": _("The passphrase is not the one of {file}, or the file is damaged."),
        }
        raise Refused(words[problem.code].format(file=path.name), code=problem.code) from problem


def key_in(found: dict[str, bytes]) -> bytes:
    """The backup key among key files. Raises Refused when it is missing."""
    if places.KEY not in found:
        raise Refused(_("The key file holds no backup key."), code="no_keys")
    return bytes.fromhex(found[places.KEY].decode("ascii").strip())


def put_keys(found: dict[str, bytes]) -> list[str]:
    """Put key files into the home folder; those that stand there with other content are kept aside, and named."""
    folder, aside = Path(settings.KEYS), []
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, data in found.items():
        path = folder / Path(name).name
        if path.exists() and path.read_bytes() != data:
            os.replace(path, places.unused_path(path.with_name(f".before-restore-{path.name}")))
            aside.append(path.name)
        if not path.exists():
            _write(path, data)
    return aside


def copied() -> tuple[dt.datetime, list[str]] | None:
    """When the keys were last written apart, and which there are that are not in that copy; None when they never were."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        told = json.loads((places.work_folder() / NOTE).read_text())
        return dt.datetime.fromisoformat(told["at"]), sorted(set(_names()) - set(told["keys"]))
    return None


def _sheet(path: Path, found: dict[str, bytes], *, now: dt.datetime) -> str:
    told = [
        _("Gongjian: how to bring a backup back. Print this sheet."),
        _("Made on {day}; key file {file}, {count} keys; backup key {mark}.").format(
            day=f"{timezone.localtime(now):%Y-%m-%d %H:%M}", file=path.name, count=len(found), mark=fingerprint(key_in(found)),
        ),
        _("Passphrase (write it here by hand, it stands nowhere else):") + "\n\n" + "____-____-____-____-____-____",
        _("1. Put the key file on two USB sticks: one into the office's safe, one to the head of the office."),
        _("2. Keep this sheet apart from the sticks: whoever has both, and a backup, can read everything."),
        _("3. Without the key file and the passphrase no backup can be opened, by nobody."),
        _("4. To bring a backup back on a new machine, install Gongjian, copy the backup and the key file there, and type:"),
        f"   gongjian restore BACKUP --keys {path.name}",
        _("5. Make a new key file after “gongjian keys rotate” and whenever this sheet may have been seen."),
    ]  # fmt: skip
    return "\n\n".join(told) + "\n"


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".half-{path.name}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    places.whole(path, draft)
