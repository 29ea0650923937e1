"""The keys of sealed values are changed by one command that may be cut short."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation

from gongjian.cli.command import run
from gongjian.core.privacy import rotation, unseal
from gongjian.core.privacy.sealing import key_number
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Report
from tests.cast import Cast


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def report(cast: Cast, settings: LazySettings, tmp_path: Path) -> Report:
    settings.KEYS = tmp_path / "keys"
    told = actions.Told(
        area=cast.community, text="路灯不亮", place="经三路", name="李梅", phone="13800001111"
    )
    return actions.report_publicly(told, now=timezone.now())


def stands_under(report: Report) -> tuple[int, str]:
    report.refresh_from_db()
    return key_number(bytes(report.reporter_phone_sealed or b"")), unseal(report, "reporter_phone")


def test_one_command_brings_everything_under_a_new_key(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stands_under(report) == (1, "13800001111")
    assert run(["keys", "rotate"]) == 0
    assert "Key 2 was made" in capsys.readouterr().out
    assert stands_under(report) == (2, "13800001111")
    assert rotation.rotate() == 0


def test_a_run_that_was_cut_short_goes_on_with_the_same_key(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    rotation.begin_rotation()
    assert run(["keys", "rotate"]) == 0
    assert "Going on with key 2" in capsys.readouterr().out
    assert stands_under(report) == (2, "13800001111")
