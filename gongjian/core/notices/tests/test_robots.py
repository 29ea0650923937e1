import base64
import datetime as dt
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gongjian.core.notices import calling
from gongjian.core.notices.actions import notify
from gongjian.core.notices.models import Delivery, Robot
from gongjian.core.notices.robots import add_robot, remove_robot, switch_robot, try_robot
from gongjian.core.notices.sending import LEASE, send_due
from gongjian.core.notices.urgent import tell_of_urgent
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import make_item

from .conftest import Station

NOW = dt.datetime(2026, 3, 5, 4, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def install(
    cast: Cast, station: Station, kind: str = "wecom", *, secret: str = "", topics: tuple[str, ...] = ("late", "urgent")
) -> Robot:  # fmt: skip
    robot = add_robot(
        cast.office, kind=kind, name="城管群", address=station.address, secret=secret, topics=topics,
        actor=cast.administrator, now=NOW,
    )  # fmt: skip
    return switch_robot(robot, on=True, actor=cast.administrator, now=NOW)


def late(cast: Cast, number: int = 1, **more: Any) -> None:
    for one in range(number):
        item = make_item(cast, title="王建国家的水管爆了", place="张三家门口", **more)
        for person in (cast.head, cast.clerk):
            notify(person, kind="late", cause=f"late:{item.pk}", item=item, now=NOW + one * MINUTE / 1000)


def states() -> dict[str, int]:
    told = list(Delivery.objects.values_list("state", flat=True))
    return {state: told.count(state) for state in sorted(set(told))}


def test_the_group_hears_of_a_matter_once_and_of_no_person(cast: Cast, station: Station) -> None:
    install(cast, station)
    late(cast)
    for _run in range(2):
        send_due(NOW + MINUTE)
    [(path, body)] = station.calls
    content = body["markdown"]["content"]
    assert path == "/send?key=7" and body["msgtype"] == "markdown"
    assert "超期" in content and "甲一" in content and "https://gongjian.example/desk/items/" in content
    for word in ("王建国", "张三", "水管", cast.head.name):
        assert word not in station.text()


def test_at_night_the_group_is_left_in_peace_but_for_urgent_matters(cast: Cast, station: Station) -> None:
    install(cast, station)
    night, morning = NOW + dt.timedelta(hours=11, minutes=30), NOW + dt.timedelta(hours=19, minutes=1)
    calm, urgent = make_item(cast, title="树枝"), make_item(cast, title="井盖", urgent=True)
    for item in (calm, urgent):
        notify(cast.head, kind="late", cause=f"late:{item.pk}", item=item, now=night)
    send_due(night + MINUTE)
    assert len(station.calls) == 1 and f"/desk/items/{urgent.pk}/" in station.text()
    send_due(morning)
    assert len(station.calls) == 2 and f"/desk/items/{calm.pk}/" in station.text()


def test_dingtalk_checks_the_sign_in_the_address(cast: Cast, station: Station) -> None:
    install(cast, station, "dingtalk", secret="SECabc")
    late(cast)
    send_due(NOW + MINUTE)
    [(path, body)] = station.calls
    query = parse_qs(urlsplit(path).query)
    mac = hmac.new(b"SECabc", f"{query['timestamp'][0]}\nSECabc".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(mac).decode()]
    assert abs(int(query["timestamp"][0]) / 1000 - dt.datetime.now(dt.UTC).timestamp()) < 3600
    assert set(body["markdown"]) == {"title", "text"}


def test_feishu_checks_the_sign_in_the_body(cast: Cast, station: Station) -> None:
    install(cast, station, "feishu", secret="abc")
    late(cast)
    send_due(NOW + MINUTE)
    [(_path, body)] = station.calls
    mac = hmac.new(f"{body['timestamp']}\nabc".encode(), b"", hashlib.sha256).digest()
    assert body["sign"] == base64.b64encode(mac).decode() and body["msg_type"] == "post"
    assert body["content"]["post"]["zh_cn"]["title"] == "超期事项"


def test_only_what_was_chosen_is_told_and_nothing_by_a_robot_that_is_off(
    cast: Cast, station: Station
) -> None:
    robot = install(cast, station, topics=("stuck",))
    late(cast)
    assert states() == {}
    switch_robot(robot, on=False, actor=cast.administrator, now=NOW)
    notify(cast.head, kind="stuck", cause="s", item=make_item(cast), now=NOW)
    assert states() == {}


def test_another_office_hears_nothing(cast: Cast, station: Station) -> None:
    install(cast, station)
    late(cast, area=cast.twin_community)
    assert states() == {}


def test_many_at_once_come_in_one_message(cast: Cast, station: Station) -> None:
    install(cast, station)
    late(cast, 30)
    send_due(NOW + MINUTE)
    assert len(station.calls) == 1 and "30" in station.calls[0][1]["markdown"]["content"]
    assert states() == {"sent": 30}


def test_a_robot_is_called_at_most_twenty_times_a_minute(cast: Cast, station: Station) -> None:
    install(cast, station)
    moment = NOW + MINUTE
    for _turn in range(30):
        late(cast)
        moment += dt.timedelta(seconds=1)
        send_due(moment)
    assert len(station.calls) == calling.PER_MINUTE
    send_due(moment + MINUTE)
    assert states() == {"sent": 30} and len(station.calls) <= calling.PER_MINUTE + 5


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (429, {}),
        (503, {}),
        (200, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        (200, ["a hotel's page"]),
    ],
)
def test_a_busy_robot_is_called_again_later(cast: Cast, station: Station, status: int, answer: Any) -> None:
    install(cast, station)
    late(cast)
    station.status, station.answer = status, answer
    send_due(NOW + MINUTE)
    assert states() == {"waiting": 1} and send_due(NOW + MINUTE) == 0
    station.status, station.answer = 200, None
    send_due(NOW + 10 * MINUTE)
    assert states() == {"sent": 1}


def test_a_robot_that_was_called_too_often_is_left_in_peace(cast: Cast, station: Station) -> None:
    install(cast, station, "dingtalk")
    late(cast)
    station.answer = {"errcode": 130101, "errmsg": "send too fast"}
    send_due(NOW + MINUTE)
    station.answer = None
    late(cast)
    send_due(NOW + 9 * MINUTE)
    assert len(station.calls) == 1
    send_due(NOW + 12 * MINUTE)
    assert states() == {"sent": 2}


def test_a_wrong_key_is_told_to_the_administrator_and_not_tried_again(cast: Cast, station: Station) -> None:
    install(cast, station)
    late(cast)
    station.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    send_due(NOW + MINUTE)
    [failed] = Delivery.objects.all()
    assert failed.state == "failed" and "93000" in failed.error
    client = cast.client_for(cast.administrator)
    assert "93000" in client.get("/desk/notices/sending/").content.decode()
    station.answer = None
    client.post(f"/desk/notices/sending/{failed.pk}/again/", {"once": "a"})
    send_due(dt.datetime.now(dt.UTC) + MINUTE)
    assert states() == {"sent": 1}


def test_a_robot_that_says_nothing_is_called_at_most_twice(
    cast: Cast, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(cast, station)
    late(cast)
    monkeypatch.setattr(calling, "TIMEOUT", 0.2)
    station.slow = 0.6
    for hour in range(1, 4):
        send_due(NOW + 60 * hour * MINUTE)
    assert len(station.calls) == 2 and states() == {"failed": 1}


def test_a_worker_that_dies_while_calling_calls_at_most_twice(
    cast: Cast, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongjian.core.notices import sending

    install(cast, station)
    late(cast)

    def dies(robot: Robot, batch: Any) -> None:
        calling.call(robot, batch)
        raise SystemExit

    monkeypatch.setattr(sending, "call", dies)
    now = NOW + MINUTE
    for _death in range(2):
        with pytest.raises(SystemExit):
            send_due(now)
        now += LEASE
    send_due(now)
    assert len(station.calls) == 2 and states() == {"failed": 1}


def test_new_urgent_matters_are_told_once_and_caught_up_for(cast: Cast, station: Station) -> None:
    install(cast, station)
    make_item(cast, urgent=True, opened_at=NOW - MINUTE)
    item = make_item(cast, urgent=True, opened_at=NOW + MINUTE)
    make_item(cast, opened_at=NOW + MINUTE)
    late_run = NOW + 600 * MINUTE
    assert (tell_of_urgent(late_run), tell_of_urgent(late_run + MINUTE)) == (1, 0)
    send_due(late_run)
    assert len(station.calls) == 1 and item.number in station.text()


def test_addresses_into_the_own_network_are_refused(cast: Cast, settings: Any) -> None:
    settings.ROBOT_HOSTS = []
    for address in ("http://127.0.0.1:9/x", "http://robot.example/x", "x", "https://u:p@robot.example/"):
        with pytest.raises(Refused) as refused:
            add_robot(cast.office, kind="wecom", name="群", address=address, secret="", topics=(),
                      actor=None, now=NOW)  # fmt: skip
        assert refused.value.field == "address"
    robot = add_robot(cast.office, kind="wecom", name="群", address="https://169.254.169.254/latest", secret="",
                      topics=(), actor=None, now=NOW)  # fmt: skip
    try_robot(robot, actor=None, now=NOW)
    send_due(NOW + MINUTE)
    assert states() == {"failed": 1}, "what passes for a name is stopped when it is looked up"


def test_the_address_is_a_key_and_is_sealed_masked_and_destroyed(cast: Cast, station: Station) -> None:
    robot = install(cast, station, secret="SECabc")
    key = station.address
    assert key.encode() not in bytes(robot.address_sealed or b"")
    client = cast.client_for(cast.administrator)
    for page in ("sending/", f"sending/robots/{robot.uid}/"):
        text = client.get(f"/desk/notices/{page}").content.decode()
        assert key not in text and "SECabc" not in text and "127.0.0.1/…ey=7" in text
    assert key not in str(list(TrailRow.objects.values("changes", "label")))
    remove_robot(robot, actor=cast.administrator, now=NOW)
    robot.refresh_from_db()
    assert robot.address_sealed is None and robot.secret_sealed is None


def test_the_administrator_adds_tries_switches_and_removes_a_robot(cast: Cast, station: Station) -> None:
    client = cast.client_for(cast.administrator)
    given = {"office": cast.office.pk, "kind": "feishu", "name": "平安群", "address": station.address,
             "secret": "abc", "topics": ["late"]}  # fmt: skip
    for _press in range(2):
        client.post("/desk/notices/sending/robots/add/", given | {"once": "a"})
    robot = Robot.objects.get()
    page = f"/desk/notices/sending/robots/{robot.uid}/"
    assert not robot.active
    client.post(f"{page}test/", {"once": "b"})
    send_due(dt.datetime.now(dt.UTC) + MINUTE)
    assert "测试消息" in station.text()
    client.post(f"{page}switch/", {"once": "c", "on": "1"})
    changed = {"once": "d", "name": "平安建设群", "address": "", "secret": "", "topics": ["stuck"]}
    client.post(page, changed)
    robot.refresh_from_db()
    assert (robot.active, robot.name, robot.topics) == (True, "平安建设群", ["stuck"])
    assert "确认移除" in client.get(f"{page}remove/").content.decode()
    client.post(f"{page}remove/", {"once": "e"})
    assert "平安建设群" not in client.get("/desk/notices/sending/").content.decode()
    acts = set(TrailRow.objects.filter(model="notices.robot").values_list("action", flat=True))
    assert acts == {f"notices.{act}_robot" for act in ("add", "try", "switch", "change", "remove")}


def test_an_outsider_finds_no_robot_of_another_office(cast: Cast, station: Station) -> None:
    robot = install(cast, station)
    page = f"/desk/notices/sending/robots/{robot.uid}/"
    stranger = cast.client_for(cast.twin.administrator)
    assert stranger.get(page).status_code == 404
    for act in ("", "test/", "switch/", "remove/"):
        assert stranger.post(f"{page}{act}").status_code == 404
    assert "城管群" not in stranger.get("/desk/notices/sending/", {"all": "1"}).content.decode()
    assert cast.client_for(cast.clerk).get("/desk/notices/sending/").status_code == 403
