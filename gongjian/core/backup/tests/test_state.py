"""The doctor and the page say what is not as it should be with backups, and what to do."""

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation

from gongjian.core.backup import keysheet, places
from gongjian.core.backup.found import note_seen
from gongjian.core.backup.making import keep_copies_outside
from gongjian.core.backup.state import findings
from gongjian.core.trail import anchors
from gongjian.lib.backups.sealed import SealingWriter

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME, settings.KEYS = tmp_path, tmp_path / "keys"
    settings.BACKUP_FOLDER, settings.BACKUP_COPY = tmp_path / "backups", ""
    (tmp_path / "backups/recent").mkdir(parents=True)
    translation.activate("en")
    return tmp_path


def backup(at: dt.datetime, *, good: bool | None = True, recent: bool = False) -> Path:
    """A file with the head of a backup; what is in it does not matter here."""
    folder = places.folder() / (places.RECENT if recent else "")
    path = folder / f"gongjian-{at:%Y%m%d-%H%M%S}{places.SUFFIX}"
    with path.open("wb") as file:
        SealingWriter(
            file, head={"id": "00", "base": "00", "made_at": at.isoformat()}, key=places.backup_key()
        ).close()
    if good is not None:
        note_seen(path, good=good, words="" if good else "page 7 is torn", now=at)
    return path


def told() -> dict[str, str]:
    return {one.words: one.grade for one in findings(NOW)}


def all_is_well() -> None:
    backup(NOW - dt.timedelta(hours=7))
    backup(NOW - dt.timedelta(minutes=3), recent=True)
    places.work_folder()
    keys = {"at": NOW.isoformat(), "keys": sorted(keysheet.key_files())}
    (places.work_folder() / keysheet.NOTE).write_text(json.dumps(keys))
    drilled = {"at": (NOW - dt.timedelta(days=30)).isoformat(), "good": True}
    (places.work_folder() / "drilled").write_text(json.dumps(drilled))


def spoil(**values: object) -> Callable[[], None]:
    def act() -> None:
        note = places.work_folder() / "drilled"
        note.write_text(json.dumps(json.loads(note.read_text()) | values))

    return act


def test_when_all_is_well_one_sentence_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    all_is_well()
    monkeypatch.setattr("gongjian.core.backup.state._disk", lambda path: hash(str(path)))  # each on its own
    [one] = findings(NOW)
    assert one.grade == "good" and "2026-03-05 10:30" in one.words


@pytest.mark.parametrize(
    ("words", "grade", "spoils"),
    [
        ("same disk", "warning", lambda: None),
        ("not looked through", "warning", lambda: backup(NOW - dt.timedelta(hours=1), good=None)),
        ("page 7 is torn", "bad", lambda: backup(NOW - dt.timedelta(days=2), good=False)),
        ("restore drill", "warning", lambda: spoil(at=(NOW - dt.timedelta(days=120)).isoformat())()),
        ("restore drill failed", "bad", lambda: spoil(good=False)()),
        ("keys were made", "warning", lambda: (places.work_folder().parent / "keys/field-0002.key").write_text("k")),
        ("never written apart", "warning", lambda: (places.work_folder() / keysheet.NOTE).unlink()),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(words: str, grade: str, spoils: Callable[[], object]) -> None:
    all_is_well()
    spoils()
    assert [found for said, found in told().items() if words in said] == [grade], told()


@pytest.mark.parametrize(("days", "grade"), [(0.9, None), (1.5, "warning"), (4, "bad")])
def test_an_old_backup_is_a_warning_and_a_very_old_one_is_bad(days: float, grade: str | None) -> None:
    all_is_well()
    for path in places.folder().glob("*.gjbackup"):
        path.unlink()
    backup(NOW - dt.timedelta(days=days))
    assert [found for said, found in told().items() if "the last one is of" in said] == (
        [grade] if grade else []
    )


def test_none_at_all_is_bad() -> None:
    assert told()["there is no backup yet"] == "bad"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_bad(home: Path) -> None:
    os.chmod(home / "backups", 0o500)
    assert "bad" in [found for said, found in told().items() if "cannot be written" in said]


def test_a_second_folder_that_is_not_there_is_told(settings: LazySettings, home: Path) -> None:
    all_is_well()
    settings.BACKUP_COPY = str(home / "usb")
    assert [found for said, found in told().items() if "is not there" in said] == ["warning"]


def test_a_copy_outside_is_never_taken_back_unseen(home: Path) -> None:
    """Whoever cuts rows off the trail here does not cut them off on the other disk too."""
    beside = places.folder() / "outside/anchors/7"
    anchors.keep(7, 12, "a" * 64)
    keep_copies_outside(NOW, places.folder())
    assert beside.read_text().startswith("12 ")
    (anchors.folder() / "7").write_text(f"9 {'b' * 64}\n")
    keep_copies_outside(NOW, places.folder())
    [kept] = beside.parent.glob("7.kept-*")
    assert kept.read_text().startswith("12 ") and beside.read_text().startswith("9 ")
    anchors.keep(7, 10, "c" * 64)
    keep_copies_outside(NOW, places.folder())
    assert beside.read_text().startswith("10 ") and len(list(beside.parent.iterdir())) == 2
    (anchors.folder() / "7").write_text(f"8 {'d' * 64}\n")
    keep_copies_outside(NOW, places.folder())  # at the same second
    assert sorted(one.read_text().split()[0] for one in beside.parent.glob("7.kept-*")) == ["10", "12"]
