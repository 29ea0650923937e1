import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from gongjian.lib.robots import Line, RobotKind, request_of, verdict_of

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
LINES = [Line("GJ2603-00001 诉求 · 甲社区 · 已派单", "https://desk.example/1/")]


def asked(kind: RobotKind, lines: list[Line] = LINES, secret: str = "SECx", **more: str) -> tuple[str, dict]:  # type: ignore[type-arg]
    return request_of(
        kind,
        address="https://robot.example/send?access_token=k",
        secret=secret,
        title="时限已过",
        lines=lines,
        now=NOW,
        open_word="打开",
        more=lambda count: f"还有 {count} 条",
    )


def test_wecom_gets_markdown_within_its_bytes() -> None:
    address, body = asked(
        RobotKind.WECOM, [Line(f"GJ2603-{n:05} 诉求 · 甲社区", "https://desk.example/") for n in range(99)]
    )
    content = body["markdown"]["content"]
    assert (address, body["msgtype"]) == ("https://robot.example/send?access_token=k", "markdown")
    assert len(content.encode()) <= 4096
    assert content.startswith("**时限已过**\n") and "还有" in content.splitlines()[-1]


def test_dingtalk_is_signed_in_the_address_by_milliseconds() -> None:
    address, body = asked(RobotKind.DINGTALK)
    query = parse_qs(urlsplit(address).query)
    stamp = str(round(NOW.timestamp() * 1000))
    mac = hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()
    assert query == {"access_token": ["k"], "timestamp": [stamp], "sign": [base64.b64encode(mac).decode()]}
    assert (
        body["markdown"]["title"] == "时限已过"
        and "[打开](https://desk.example/1/)" in body["markdown"]["text"]
    )
    assert asked(RobotKind.DINGTALK, secret="")[0].endswith("access_token=k")


def test_feishu_is_signed_in_the_body_by_seconds() -> None:
    _address, body = asked(RobotKind.FEISHU)
    stamp = str(round(NOW.timestamp()))
    mac = hmac.new(f"{stamp}\nSECx".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (stamp, base64.b64encode(mac).decode())
    [row] = body["content"]["post"]["zh_cn"]["content"]
    assert body["msg_type"] == "post" and row[1] == {
        "tag": "a",
        "text": "打开",
        "href": "https://desk.example/1/",
    }
    assert "sign" not in asked(RobotKind.FEISHU, secret="")[1]


def test_nobody_is_called_by_name_through_markup() -> None:
    content = asked(RobotKind.WECOM, [Line("<@all> **假** [链](x)")])[1]["markdown"]["content"]
    assert "<@" not in content and "](x)" not in content


@pytest.mark.parametrize(
    ("kind", "status", "body", "taken", "again"),
    [
        ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, True, False),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, False, True),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, False, False),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, False, False),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, False, True),
        ("dingtalk", 200, {"errcode": -1, "errmsg": "系统繁忙"}, False, True),
        ("feishu", 200, {"code": 0, "msg": "success", "data": {}}, True, False),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, True, False),
        ("feishu", 200, {"code": 19021, "msg": "sign match fail"}, False, False),
        ("feishu", 200, {"code": 11232, "msg": "too many request"}, False, True),
        ("feishu", 429, {}, False, True),
        ("wecom", 503, {}, False, True),
        ("wecom", 302, {}, False, False),
        ("wecom", 200, ["a captive portal"], False, True),
    ],
)
def test_an_answer_is_understood(kind: str, status: int, body: object, taken: bool, again: bool) -> None:
    verdict = verdict_of(RobotKind(kind), status, json.dumps(body).encode())
    assert (verdict.taken, verdict.again) == (taken, again)


def test_a_page_of_a_hotel_is_no_answer() -> None:
    assert not verdict_of(RobotKind.WECOM, 200, b"<html>sign in").taken
