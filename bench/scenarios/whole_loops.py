"""Whole loops over the API, as fast as sixteen programs can ask: create, dispatch, accept, submit, check and close; two server
processes, connections that stay open, tokens made beforehand. Then twenty closings of one matter at the same moment."""

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from bench.calling import Caller
from bench.data import office
from bench.scenario import Bench, Line, counted_queries, percentiles
from bench.servers import HOST, serving
from gongjian.core.clock.models import TimeLimit
from gongjian.core.people.actions import make_token

CLIENTS, CLOSINGS, WARM_UP = 16, 20, 2
STEPS = ("create", "dispatch", "accept", "submit", "check")


@dataclass
class Told:
    """What the programs met: milliseconds by step, and answers that were neither done nor refused in words."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Program:
    """One client with one open connection and a token for each part it plays."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        self.caller, self.tokens = Caller(HOST, port), tokens

    def call(self, who: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Post and read the answer."""
        return self.caller.post(f"/api/v1/{path}", self.tokens[who], body)


def run(bench: Bench) -> None:
    """As many loops as rows, at least one for each client."""
    cast, _person = office()
    for name, amount in (("dispatch", 2), ("handle", 24), ("check", 8)):
        TimeLimit.objects.create(
            kind="report", name=name, amount=amount, unit="work_hours", since="2020-01-01", source="bench"
        )
    tokens = {name: _token(getattr(cast, name)) for name in ("dispatcher", "head", "checker")}
    facts = {"area": cast.community.pk, "unit": cast.city_unit.pk}
    _count_queries(bench, tokens, facts)
    with serving() as server:
        _loops(bench, server.port, tokens, facts, total=max(CLIENTS, bench.rows))
        _closings(bench, server.port, tokens, facts)


def _token(person: Any) -> str:
    now = timezone.now()
    _row, text = make_token(person, name="bench", reach="write", expires_on=timezone.localdate(now), now=now)
    return text


def _moves(facts: dict[str, int]) -> list[tuple[str, str, dict[str, Any]]]:
    """Step, who, and what is sent, after the creation."""
    return [
        ("dispatch", "dispatcher", {"name": "dispatch", "unit": facts["unit"]}),
        ("accept", "head", {"name": "accept"}),
        ("submit", "head", {"name": "submit", "note": "已换好灯泡，试过两次。"}),
        (
            "check",
            "checker",
            {"name": "check_pass", "result": "fixed", "public_note": "路灯已经修好，感谢您的反映。"},
        ),
    ]


def _report(facts: dict[str, int], number: int) -> dict[str, Any]:
    return {
        "text": f"文化路{number}号门口的路灯不亮，晚上走路看不见。",
        "area": facts["area"],
        "channel": "phone",
    }


def _one_loop(program: Program, facts: dict[str, int], number: int, told: Told) -> int:
    """The matter's id; every step's milliseconds are kept."""

    def step(name: str, who: str, path: str, body: dict[str, Any]) -> Any:
        began = time.perf_counter()
        status, answer = program.call(who, path, body)
        spent = 1000 * (time.perf_counter() - began)
        with told.lock:
            told.spent[name].append(spent)
            if status not in (200, 201):
                told.broken.append(f"{name} {status} {answer}")
        return answer

    made = step("create", "dispatcher", "reports/", _report(facts, number))
    for name, who, body in _moves(facts):
        step(name, who, f"items/{made['id']}/moves/", body)
    return int(made["id"])


def _loops(bench: Bench, port: int, tokens: dict[str, str], facts: dict[str, int], *, total: int) -> None:
    warm = Told()
    _together(port, tokens, facts, warm, total=CLIENTS * WARM_UP)
    told = Told()
    began = time.perf_counter()
    _together(port, tokens, facts, told, total=total)
    wall = time.perf_counter() - began
    if told.broken or warm.broken:
        raise AssertionError(f"{len(told.broken)} steps broke: {(warm.broken + told.broken)[:3]}")
    bench.keep(
        Line(
            f"{total:,} whole loops, {CLIENTS} clients, 2 server processes",
            wall,
            0,
            note=f"{total / wall:.1f} loops/s",
        )
    )
    for name in STEPS:
        line = Line(f"step: {name}, by the clock", sum(told.spent[name]) / 1000, 0)
        line.median, line.p99 = percentiles(told.spent[name])
        bench.keep(line)


def _together(port: int, tokens: dict[str, str], facts: dict[str, int], told: Told, *, total: int) -> None:
    shares = [total // CLIENTS + (place < total % CLIENTS) for place in range(CLIENTS)]

    def work(place: int) -> None:
        program = Program(port, tokens)
        for number in range(shares[place]):
            _one_loop(program, facts, place * 100_000 + number, told)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _closings(bench: Bench, port: int, tokens: dict[str, str], facts: dict[str, int]) -> None:
    """Exactly one of twenty wins; the others read why not."""
    program, told = Program(port, tokens), Told()
    made = program.call("dispatcher", "reports/", _report(facts, 1))[1]
    for _name, who, body in _moves(facts)[:-1]:
        program.call(who, f"items/{made['id']}/moves/", body)
    _name, who, closing = _moves(facts)[-1]
    found: Counter[int] = Counter()
    start = threading.Barrier(CLOSINGS)

    def close() -> None:
        own = Program(port, tokens)
        start.wait()
        status, answer = own.call(who, f"items/{made['id']}/moves/", closing)
        with told.lock:
            found[status] += 1
            if status == 409 and not answer.get("reason"):
                told.broken.append(str(answer))

    threads = [threading.Thread(target=close) for _number in range(CLOSINGS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if dict(found) != {200: 1, 409: CLOSINGS - 1} or told.broken:
        raise AssertionError(f"{dict(found)} {told.broken[:2]}")
    bench.keep(
        Line(
            f"{CLOSINGS} closings of one matter at once",
            time.perf_counter() - began,
            0,
            note="1 done, 19 refused in words",
        )
    )


def _count_queries(bench: Bench, tokens: dict[str, str], facts: dict[str, int]) -> None:
    """Queries and CPU of each step in this process, the second time it is made."""
    from django.test import Client

    def post(who: str, path: str, body: dict[str, Any]) -> Any:
        headers = {"authorization": f"Bearer {tokens[who]}"}
        return Client(headers=headers).post(f"/api/v1/{path}", body, content_type="application/json")

    for turn in range(2):
        lines = []
        made = 0
        steps = [("create", "dispatcher", _report(facts, turn)), *_moves(facts)]
        for name, who, body in steps:
            with counted_queries() as queries:
                began, used = time.perf_counter(), time.process_time()
                answer = post(who, "reports/" if name == "create" else f"items/{made}/moves/", body)
                line = Line(
                    f"queries and CPU: {name}", time.perf_counter() - began, time.process_time() - used
                )
            assert answer.status_code in (200, 201), answer.content
            made = made or answer.json()["id"]
            line.queries = queries[0]
            lines.append(line)
    for line in lines:
        bench.keep(line)
    whole = Line(
        "queries and CPU: the whole loop", sum(one.wall for one in lines), sum(one.cpu for one in lines)
    )
    whole.queries = sum(one.queries or 0 for one in lines)
    bench.keep(whole)
