"""The client that the docs give away, run as a script against a running server, and what it does when others are quicker."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import timezone

from gongjian.core.items.models import Item
from gongjian.core.people.actions import make_token
from gongjian.modules.reports.models import Report
from tests.cast import Cast

SCRIPT = Path(__file__).resolve().parents[2] / "docs/howto/gongjian_client.py"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gongjian_client", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def text(cast: Cast) -> str:
    now = timezone.now()
    _token, found = make_token(
        cast.dispatcher,
        name="script",
        reach="write",
        expires_on=timezone.localdate(now),
        now=now,  # type: ignore[arg-type]
    )
    return found


def test_the_script_takes_a_report_in_and_lists_it(cast: Cast, text: str, live_server: object) -> None:
    env = os.environ | {
        "GONGJIAN_URL": live_server.url, "GONGJIAN_TOKEN": text, "GONGJIAN_AREA": str(cast.home.community.pk),  # type: ignore[attr-defined]
    }  # fmt: skip
    done = subprocess.run([sys.executable, SCRIPT], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    [report] = Report.objects.all()
    assert done.stdout.splitlines()[0].startswith(f"{report.item.number} new")
    assert done.stdout.splitlines()[1:] == [report.item.number]


def test_a_refusal_comes_in_words_and_a_change_meanwhile_stops_the_move(
    cast: Cast, text: str, client: ModuleType, live_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = client.Office(live_server.url, text)  # type: ignore[attr-defined]
    with pytest.raises(client.Refused, match="没有这个区域") as refused:
        office.create("reports/", text="路灯不亮", area=0, channel="phone")
    assert refused.value.field == "area"
    made = office.create("reports/", text="路灯不亮", area=cast.home.community.pk, channel="phone")
    call = office._call

    def somebody_is_quicker(method: str, path: str, *rest: object) -> object:
        if method == "POST":
            Item.objects.filter(pk=made["id"]).update(changed_at=timezone.now())
        return call(method, path, *rest)

    monkeypatch.setattr(office, "_call", somebody_is_quicker)
    with pytest.raises(client.Refused) as changed:
        office.move(made["id"], "dispatch", unit=cast.home.city_unit.pk)
    assert (changed.value.status, changed.value.code) == (412, "changed")
    monkeypatch.setattr(office, "_call", call)
    assert office.move(made["id"], "dispatch", unit=cast.home.city_unit.pk)["state"] == "dispatched"


def test_the_client_stays_small_and_pythons_own_library() -> None:
    source = SCRIPT.read_text()
    assert len(source.splitlines()) <= 115
    imports = {
        line.split()[1].partition(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imports <= set(sys.stdlib_module_names)
