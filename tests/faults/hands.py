"""Hands that work without a pause: they take reports in, carry them through the loop, ask for payments and see them paid. What
gets no answer is sent again with the same key, until it is answered; what was answered is remembered."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.served import LOST, Answer, browser, program

PATIENCE = 120  # seconds in which an act must be answered, however often the server dies
DONE = (200, 201, 302)
Move = tuple[str, str, dict[str, Any]]
"""Who, which move, and what is sent along."""


@dataclass
class Desk:
    """Where the hands work: tokens and sessions of people by their part, and ids."""

    port: int
    tokens: dict[str, str]
    sessions: dict[str, str]
    area: int
    unit: int
    account: int

    def moves(self, kind: str) -> list[Move]:
        """What follows after the beginning."""
        if kind == "payment":
            return [("checker", "check", {}), ("secretary", "order", {}), ("secretary", "pay", {})]
        return [
            ("dispatcher", "dispatch", {"unit": self.unit}),
            ("head", "accept", {}),
            ("head", "submit", {"note": "已换好灯泡，试过两次。"}),
            ("checker", "check_pass", {"result": "fixed", "public_note": "路灯已经修好，感谢您的反映。"}),
        ]


@dataclass
class Memory:
    """What all hands were told. `broken` is anything that is neither done nor lost with the server."""

    opened: dict[str, tuple[str, int]] = field(default_factory=dict)
    moved: Counter[tuple[int, str]] = field(default_factory=Counter)
    keys: int = 0
    again: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged(self) -> int:
        """How many writes were answered."""
        return len(self.opened) + self.moved.total()


class Hand:
    """One pair of hands with lines of its own."""

    def __init__(self, desk: Desk, memory: Memory, *, seed: int, waits: tuple[int, ...] = ()) -> None:
        self.desk, self.memory, self.rng, self.seed, self.waits = (
            desk,
            memory,
            random.Random(seed),
            seed,
            waits,
        )
        self.programs = {part: program(desk.port, token) for part, token in desk.tokens.items()}
        self.clerk = browser(desk.port, desk.sessions["branch_secretary"])
        self.count, self.open = itertools.count(), []  # type: ignore[var-annotated]

    def work(self, stop: threading.Event) -> None:
        """Act after act until told to stop; the one begun is brought to its end."""
        try:
            while not stop.is_set():
                self.act()
        except Exception as error:
            self.memory.broken.append(repr(error))
        finally:
            self.close()

    def close(self) -> None:
        """Hang up all lines."""
        for caller in (*self.programs.values(), self.clerk):
            caller.close()

    def act(self) -> None:
        """Begin something, or take something begun a step further."""
        if len(self.open) < 2 or self.rng.random() < 0.15:
            self._begin("payment" if self.rng.random() < 0.3 else "report")
            return
        kind, pk, moves = self.rng.choice(self.open)
        who, name, values = moves.pop(0)
        if not moves:
            self.open.remove((kind, pk, moves))
        key = f"{self.seed}-{next(self.count)}"
        answer = self._until_answered(
            lambda: self.programs[who].send(f"items/{pk}/moves/", {"name": name, "once": key, **values})
        )
        if answer is not None:
            with self.memory.lock:
                self.memory.moved[pk, name] += 1

    def _begin(self, kind: str) -> None:
        number = next(self.count)
        mark, key = f"标记{_letters(self.seed)}x{_letters(number)}y", f"{self.seed}-{number}"
        answer = self._until_answered(lambda: self._send(kind, mark, key))
        if answer is None:
            return
        pk = (
            int(answer.json["id"])
            if kind == "report"
            else int(answer.headers["location"].rstrip("/").rpartition("/")[2])
        )
        with self.memory.lock:
            self.memory.opened[mark] = kind, pk
        self.open.append((kind, pk, self.desk.moves(kind)))

    def _send(self, kind: str, mark: str, key: str) -> Answer:
        if kind == "report":
            told = {
                "text": f"{mark}门口的路灯不亮，晚上走路看不见。",
                "area": self.desk.area,
                "channel": "phone",
                "once": key,
            }
            return self.programs["dispatcher"].send("reports/", told)
        asked = {"title": mark, "amount": "12.50", "payee": "家具店", "voucher": mark, "once": key}
        return self.clerk.submit(f"/desk/funds/accounts/{self.desk.account}/pay/", asked)

    def _until_answered(self, send: Callable[[], Answer]) -> Answer | None:
        """The answer of something done; None, and it is noted, when it was not."""
        end = time.monotonic() + PATIENCE
        self.memory.keys += 1
        while time.monotonic() < end:
            try:
                answer = send()
            except LOST:
                self.memory.again += 1
                time.sleep(0.02)
                continue
            if answer.status in DONE:
                return answer
            if answer.status not in self.waits:
                self.memory.broken.append(f"{answer.status}: {answer.text[:300]}")
                return None
            self._look_at(answer)
        self.memory.broken.append("no answer within two minutes")
        return None

    def _look_at(self, answer: Answer) -> None:
        """A refusal that asks to come again: in words, and with the time."""
        self.memory.refused[answer.status] += 1
        time.sleep(0.1)


def _letters(number: int) -> str:
    """A number in letters, which no mask takes for a telephone number."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@dataclass
class Crew:
    """Several hands at once."""

    hands: list[Hand]
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Crew":
        self.threads = [threading.Thread(target=hand.work, args=(self.stop,)) for hand in self.hands]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def unlike(memory: Memory) -> list[str]:
    """Where the database differs from what was acknowledged: lost, done twice, or done and never asked for."""
    from gongjian.core.items.models import Item, Step
    from gongjian.modules.funds.models import Payment
    from gongjian.modules.reports.models import Report

    found = [f"broken: {one}" for one in memory.broken[:5]]
    titles = {
        "report": dict(Report.objects.values_list("pk", "body")),
        "payment": dict(Payment.objects.values_list("pk", "item__title")),
    }
    for mark, (kind, pk) in memory.opened.items():
        if mark not in titles[kind].get(pk, ""):
            found.append(f"lost: {kind} {pk}")
    if Item.objects.count() != len(memory.opened):
        found.append(f"{Item.objects.count()} items for {len(memory.opened)} acknowledged")
    steps = Counter(Step.objects.exclude(move="open").values_list("item_id", "move"))
    if steps != memory.moved:
        odd = {
            key: (steps[key], memory.moved[key])
            for key in steps.keys() | memory.moved.keys()
            if steps[key] != memory.moved[key]
        }
        found.append(f"moves made and moves acknowledged differ: {list(odd.items())[:5]}")
    return found
