"""An office in this test's database, with a home folder of its own, served by processes of their own."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.cast import Cast
from tests.database import database_address
from tests.faults.hands import Desk
from tests.faults.served import Served, Zygote

Serving = Callable[..., Served]


def environment(home: Path, database: str, secret: str) -> dict[str, str]:
    """What servers of the office are started with, and nothing of another office."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGJIAN_")}
    own = {
        "GONGJIAN_HOME": str(home), "DATABASE_URL": database, "GONGJIAN_SECRET": secret, "GONGJIAN_LANGUAGE": "en",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    return kept | own


@pytest.fixture(scope="session")
def zygotes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., tuple[Path, Zygote]]]:
    """A home folder and what forks servers there; the same again for the same environment."""
    made: dict[str, tuple[Path, Zygote]] = {}

    def find(**more: str) -> tuple[Path, Zygote]:
        key = repr(sorted(more.items()))
        if key not in made:
            home = tmp_path_factory.mktemp("office")
            own = environment(home, database_address(), settings.SECRET_KEY) | more
            made[key] = home, Zygote(own, home / "server.log")
        return made[key]

    yield find
    for _home, zygote in made.values():
        zygote.leave()


@pytest.fixture
def serving(
    monkeypatch: pytest.MonkeyPatch, zygotes: Callable[..., tuple[Path, Zygote]]
) -> Iterator[Serving]:
    """Serve this test's database; what runs is killed in the end."""
    with ExitStack() as stack:

        def serve(*, off: str = "nothing", worker: bool = True, workers: int = 2, **more: str) -> Served:
            connection.close()
            home, zygote = zygotes(**more)
            home = Path(more.get("GONGJIAN_HOME", home))
            shutil.rmtree(home / "anchors", ignore_errors=True)
            monkeypatch.setattr(settings, "HOME", home)
            served = stack.enter_context(Served(zygote, off, workers))
            served.begin(worker=worker)
            return served

        yield serve


@pytest.fixture
def make_desk(cast: Cast) -> Callable[[Served], Desk]:
    """Tokens, sessions and an account with money in it, once time limits hold."""
    desk = desk_of(cast)

    def at(served: Served) -> Desk:
        desk.port = served.port
        return desk

    return at


def desk_of(cast: Cast) -> Desk:
    """Everything that hands need; the port comes later."""
    from gongjian.core.clock.models import TimeLimit
    from gongjian.core.people.actions import make_token
    from gongjian.modules.funds import actions
    from gongjian.modules.funds.models import Account

    now = timezone.now()
    today = timezone.localdate(now)
    for name, amount in (("dispatch", 2), ("handle", 24), ("check", 8)):
        TimeLimit.objects.create(
            kind="report", name=name, amount=amount, unit="work_hours", since="2020-01-01", source="faults"
        )
    given: dict[str, Any] = {"actor": cast.finance_clerk, "now": now}
    actions.set_rule(
        cast.office, kind="branch", amount=10**10, since=today.replace(month=1, day=1), source="办法", **given
    )
    actions.grant_year(cast.office, year=today.year, **given)
    tokens = {
        part: make_token(
            getattr(cast, part),
            name="faults",
            reach="write",
            expires_on=today + dt.timedelta(days=90),
            now=now,
        )[1]
        for part in ("dispatcher", "head", "checker", "secretary")
    }
    sessions = {
        part: cast.client_for(getattr(cast, part)).session.session_key
        for part in ("branch_secretary", "dispatcher")
    }
    account = Account.objects.get(unit=cast.branch)
    return Desk(0, tokens, sessions, cast.community.pk, cast.city_unit.pk, account.pk)
