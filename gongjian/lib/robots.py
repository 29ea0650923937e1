"""What the group robots of three messengers take and answer, as their makers publish it. Nothing is sent here.

企业微信群机器人: https://developer.work.weixin.qq.com/document/path/99110
钉钉自定义机器人: https://open.dingtalk.com/document/robots/custom-robot-access
飞书自定义机器人: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote_plus, urlsplit

MOST_BYTES = {
    "wecom": 3_800,
    "dingtalk": 12_000,
    "feishu": 12_000,
}  # of 4,096 / 20,000 / 20 K that are published
MARKUP = str.maketrans("<>[]*`_#", "＜＞［］＊｀＿＃")


class RobotKind(StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


HOSTS = {
    RobotKind.WECOM: "qyapi.weixin.qq.com",
    RobotKind.DINGTALK: "oapi.dingtalk.com",
    RobotKind.FEISHU: "open.feishu.cn",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; with a `url` it leads there."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means: taken, or not; if not, whether to try again, and after how many seconds at least."""

    taken: bool
    again: bool = False
    after: float = 0.0
    why: str = ""


def request_of(
    kind: RobotKind,
    *,
    address: str,
    secret: str,
    title: str,
    lines: Sequence[Line],
    now: dt.datetime,
    open_word: str,
    more: Callable[[int], str],
) -> tuple[str, dict[str, Any]]:
    """The address to post to and the JSON to post, signed where there is a `secret`.

    Lines that do not fit are left out and counted: `more(count)` says so.
    """
    kept = _fitting(lines, most=MOST_BYTES[kind], more=more)
    if kind is RobotKind.WECOM:
        return address, {"msgtype": "markdown", "markdown": {"content": _markdown(title, kept, open_word)}}
    if kind is RobotKind.DINGTALK:
        text = {"title": title, "text": _markdown(title, kept, open_word, gap="\n\n")}
        return _signed_address(address, secret, now), {"msgtype": "markdown", "markdown": text}
    rows = [
        [{"tag": "text", "text": f"{line.text} "}, {"tag": "a", "text": open_word, "href": line.url}]
        if line.url
        else [{"tag": "text", "text": line.text}]
        for line in kept
    ]
    post = {"post": {"zh_cn": {"title": title, "content": rows}}}
    return address, {**_feishu_sign(secret, now), "msg_type": "post", "content": post}


def verdict_of(kind: RobotKind, status: int, body: bytes) -> Verdict:
    """What the robot's answer means. A full minute or a busy system is tried again; a wrong key or sign is not."""
    if status == 429:
        return Verdict(False, again=True, after=_rest(kind), why="429")
    if status >= 500:
        return Verdict(False, again=True, why=str(status))
    if status != 200:
        return Verdict(False, why=str(status))
    try:
        told = json.loads(body)
        code = int(
            told.get("code", told.get("StatusCode", 0)) if kind is RobotKind.FEISHU else told["errcode"]
        )
        words = str(told.get("msg") or told.get("errmsg") or "")[:200]
    except (ValueError, KeyError, TypeError, AttributeError):
        return Verdict(False, again=True, why="the answer is not that of a robot")
    if code == 0:
        return Verdict(True)
    if code in TOO_MANY[kind]:
        return Verdict(False, again=True, after=_rest(kind), why=f"{code} {words}")
    return Verdict(False, again=code == -1, why=f"{code} {words}")


TOO_MANY = {
    RobotKind.WECOM: {45009},
    RobotKind.DINGTALK: {130101, 660026},
    RobotKind.FEISHU: {11232},
}


def dingtalk_sign(secret: str, *, timestamp: int) -> str:
    """Base64 of HMAC-SHA256 over "timestamp\\nsecret" (milliseconds) under the secret; not yet escaped."""
    return _base64_hmac(secret.encode(), f"{timestamp}\n{secret}".encode())


def feishu_sign(secret: str, *, timestamp: int) -> str:
    """Base64 of HMAC-SHA256 over nothing under "timestamp\\nsecret" (seconds)."""
    return _base64_hmac(f"{timestamp}\n{secret}".encode(), b"")


def _base64_hmac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


def _signed_address(address: str, secret: str, now: dt.datetime) -> str:
    if not secret:
        return address
    timestamp = round(now.timestamp() * 1000)
    sign = quote_plus(dingtalk_sign(secret, timestamp=timestamp))
    return f"{address}{'&' if urlsplit(address).query else '?'}timestamp={timestamp}&sign={sign}"


def _feishu_sign(secret: str, now: dt.datetime) -> dict[str, str]:
    if not secret:
        return {}
    timestamp = round(now.timestamp())
    return {"timestamp": str(timestamp), "sign": feishu_sign(secret, timestamp=timestamp)}


def _markdown(title: str, lines: Sequence[Line], open_word: str, *, gap: str = "\n") -> str:
    told = [f"**{title.translate(MARKUP)}**"]
    for line in lines:
        text = line.text.translate(MARKUP)
        told.append(f"{text} [{open_word}]({line.url})" if line.url else text)
    return gap.join(told)


def _fitting(lines: Sequence[Line], *, most: int, more: Callable[[int], str]) -> list[Line]:
    kept: list[Line] = []
    size = 0
    for number, line in enumerate(lines):
        size += len((line.text + line.url).encode()) + 60
        if kept and size > most:
            return [*kept, Line(more(len(lines) - number))]
        kept.append(line)
    return kept


def _rest(kind: RobotKind) -> float:
    """How long a robot that was called too often stays dumb: ten minutes at 钉钉, a minute elsewhere."""
    return 600.0 if kind is RobotKind.DINGTALK else 60.0
