"""What a clerk in charge of the machine sees at the console, and what a program reads from the exit code."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from gongjian.cli import demo, imports
from gongjian.cli.checks import machine, records
from gongjian.cli.checks.finding import Grade
from gongjian.cli.command import COMMANDS, FAILED, MISUSED, REFUSED, run
from gongjian.core.manifest import Importer
from gongjian.core.refusal import Refused
from tests.cast import Cast


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """A command speaks the terminal's language; the next test must not inherit it."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert "Usage: gongjian" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["fly"], ["serve", "--port", "high"], ["serve", "--port", "70000"], ["import"]]
)
def test_misuse_is_one_sentence_and_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == MISUSED
    told = capsys.readouterr()
    assert len(told.err.strip().splitlines()) == 1 or told.out.startswith("Usage:")


@pytest.mark.django_db
def test_an_unknown_measure_is_answered_with_the_nearest_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", "areas.comunities"]) == MISUSED
    assert "areas.communities" in capsys.readouterr().err


def test_a_measure_for_a_program_is_one_json_value(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", "areas.streets", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"value": 2}


def test_an_unknown_area_code_is_refused_with_exit_code_3(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["measure", "areas.streets", "--area", "999999"]) == REFUSED
    assert "999999" in capsys.readouterr().err


@pytest.fixture
def importer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Offer one importer that does what the test says."""

    def offer(work: Callable[..., Mapping[str, Any]], **more: Any) -> None:
        found = Importer("letters", "Letters", work, **more)
        monkeypatch.setattr(imports, "importers", lambda: {"letters": found})

    return offer


@pytest.mark.django_db
def test_an_import_gets_its_options_and_says_what_it_did(
    importer: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(path: Path, options: Mapping[str, str], progress: Callable[[int, int], None]) -> dict[str, int]:
        progress(1, 2)
        progress(2, 2)
        assert options == {"apply_by": "li"}
        return {"added": len(path.read_text())}

    importer(work, options=("apply_by", "since"))
    file = tmp_path / "letters.csv"
    file.write_text("ab")
    assert run(["import", "letters", str(file), "--apply-by", "li"]) == 0
    assert "letters.csv: added 2" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_refused_import_and_a_missing_file_differ_in_the_exit_code(
    importer: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(path: Path, options: Mapping[str, str], progress: object) -> dict[str, int]:
        raise Refused("The file has no column “time”.")

    importer(work)
    file = tmp_path / "letters.csv"
    file.touch()
    assert run(["import", "letters", str(file)]) == REFUSED
    assert capsys.readouterr().err.strip() == "gongjian: The file has no column “time”."
    assert run(["import", "letters", str(tmp_path / "none.csv")]) == MISUSED
    assert run(["import", "leters", str(file)]) == MISUSED
    assert "letters" in capsys.readouterr().err


def test_demo_data_is_never_put_among_real_people(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--no-serve"]) == REFUSED
    assert "Real people" in capsys.readouterr().err
    assert run(["demo", "--no-serve", "--fresh"]) == REFUSED


@pytest.mark.django_db
def test_the_first_demo_shows_a_sign_in_for_each_role(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logins = [demo.Login("Dispatcher", "demo-dispatcher", "a-long-word")]
    monkeypatch.setattr(demo, "make_office", lambda: logins)
    assert run(["demo", "--no-serve"]) == 0
    assert "demo-dispatcher" in capsys.readouterr().out


def test_a_key_that_others_can_read_is_named_by_the_doctor(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path
    key = tmp_path / "session"
    key.touch(mode=0o600)
    assert machine.check_keys().grade is Grade.GOOD
    key.chmod(0o644)
    found = machine.check_keys()
    assert found.grade is Grade.BAD
    assert str(key) in found.remedy


@pytest.mark.django_db
def test_the_doctor_sees_migrations_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    assert records.check_migrations().grade is Grade.GOOD
    monkeypatch.setattr(records, "pending_migrations", lambda: ["items.0002_more"])
    found = records.check_migrations()
    assert found.grade is Grade.BAD
    assert "items.0002_more" in found.words


@pytest.mark.django_db
def test_the_doctor_goes_on_after_a_check_that_breaks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("gongjian.cli.doctor.checks", lambda: {"disk": broken, "clock": machine.check_clock})
    assert run(["doctor"]) == FAILED
    told = capsys.readouterr().out
    assert "the disk is gone" in told
    assert "clock" in told


@pytest.mark.django_db
def test_the_doctor_reads_the_trail_and_refuses_unknown_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "trail"]) == 0
    assert run(["doctor", "weather"]) == MISUSED
    assert "trail" in capsys.readouterr().err


def test_a_database_that_is_gone_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.db import OperationalError

    def gone() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr("gongjian.cli.doctor.checks", gone)
    assert run(["doctor"]) == FAILED
    assert capsys.readouterr().err.count("\n") == 1
