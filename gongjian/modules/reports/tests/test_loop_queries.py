"""How many questions a whole loop over the API asks of the database: create, dispatch, accept, submit, check and close."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.clock.models import TimeLimit
from gongjian.core.kept_rows import forget_all
from gongjian.core.people.actions import make_token
from tests.cast import Cast
from tests.written import written_anew

pytestmark = pytest.mark.django_db
LOOP = (
    ("dispatch", "dispatcher", 13),
    ("accept", "head", 7),
    ("submit", "head", 12),
    ("check_pass", "checker", 14),
)
CREATION, WHOLE = 12, 58
PUT_TOGETHER = 4  # statements that Django writes anew in a loop


@pytest.fixture
def posts(cast: Cast) -> Any:
    now = timezone.now()
    for name, amount in (("dispatch", 2), ("handle", 24), ("check", 8)):
        TimeLimit.objects.create(
            kind="report", name=name, amount=amount, unit="work_hours", since="2020-01-01", source="文件"
        )
    clients = {}
    for who in ("dispatcher", "head", "checker"):
        _row, text = make_token(
            getattr(cast, who), name="t", reach="write", expires_on=timezone.localdate(now), now=now
        )
        clients[who] = Client(headers={"authorization": f"Bearer {text}"})

    def post(who: str, path: str, **body: Any) -> Any:
        answer = clients[who].post(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    return post


def _loop(cast: Cast, posts: Any, counted: Any) -> dict[str, int]:
    asked, body = {}, {"text": "文化路3号门口的路灯不亮。", "area": cast.community.pk, "channel": "phone"}
    with counted() as found:
        made = posts("dispatcher", "reports/", **body)
    asked["create"] = len(found)
    more = {
        "dispatch": {"unit": cast.city_unit.pk},
        "submit": {"note": "已换好灯泡。"},
        "check_pass": {"result": "fixed", "public_note": "路灯已经修好。"},
    }
    for name, who, _most in LOOP:
        with counted() as found:
            posts(who, f"items/{made['id']}/moves/", name=name, **more.get(name, {}))
        asked[name] = len(found)
    return asked


def test_a_whole_loop_asks_no_more_than_it_did(cast: Cast, posts: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted() -> CaptureQueriesContext:
        return CaptureQueriesContext(connection)

    forget_all()
    _loop(cast, posts, counted)  # the tables of settings are at hand after the first
    asked = _loop(cast, posts, counted)
    places = 2  # inside a test each act marks its place in the test's own transaction, and lets it go
    assert asked["create"] <= CREATION + places
    for name, _who, most in LOOP:
        assert asked[name] <= most + places, (name, asked)
    assert sum(asked.values()) <= WHOLE + places * len(asked)


def test_a_whole_loop_has_few_statements_written_anew(cast: Cast, posts: Any) -> None:
    """Putting a statement together costs several times what the database needs to answer it (`core/compiled`)."""
    forget_all()
    _loop(cast, posts, written_anew)
    asked = _loop(cast, posts, written_anew)
    assert sum(asked.values()) <= PUT_TOGETHER, asked
