"""Sixty-four hands at one fund: as many mixed operations as rows (reserving, giving back, asking, checking, ordering,
failing, paying, refusing), drawn by a seed. Afterwards the book is added up anew: nothing below zero, no sum astray."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F, Sum

from bench.data import office
from bench.scenario import Bench, Line, cpu_seconds, moment
from gongjian.core.items.actions import make_move
from gongjian.core.refusal import Refused
from gongjian.modules.funds import actions
from gongjian.modules.funds.models import Account, Entry, Payment
from tests.cast import Cast
from tests.items import make_item

HANDS, PER_OPERATION, MATTERS = 64, 3_000, 24
NEXT = {
    "requested": ("check", "refuse", "drop"), "checked": ("order", "refuse"), "ordered": ("pay", "fail"),
    "failed": ("again", "drop"),
}  # fmt: skip


@dataclass
class Told:
    """What became of the operations; `broken` holds anything that is neither done nor refused in words."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def run(bench: Bench) -> None:
    """One account with 30 yuan for each operation: more is asked for than there is, and towards the end little is left."""
    cast, _person = office()
    given: dict[str, Any] = {"actor": cast.finance_clerk, "now": moment()}
    granted = PER_OPERATION * bench.rows
    actions.set_rule(
        cast.office, kind="branch", amount=granted, since=moment().date().replace(month=1, day=1), source="办法", **given
    )  # fmt: skip
    actions.grant_year(cast.office, year=2026, **given)
    account = Account.objects.get(unit=cast.branch)
    matters = [make_item(cast) for _number in range(MATTERS)]
    told, done = Told(), threading.Event()
    lowest = [granted]
    watch = threading.Thread(target=_watch, args=(account.pk, lowest, done))
    shares = [bench.rows // HANDS + (hand < bench.rows % HANDS) for hand in range(HANDS)]
    hands = [
        threading.Thread(target=_hand, args=(hand, share, account.pk, matters, cast, told))
        for hand, share in enumerate(shares)
    ]
    began, used = time.perf_counter(), cpu_seconds()
    for one in (watch, *hands):
        one.start()
    for hand in hands:
        hand.join()
    done.set()
    watch.join()
    line = Line(
        f"{bench.rows:,} operations by {HANDS} threads on one account", time.perf_counter() - began, cpu_seconds() - used
    )  # fmt: skip
    line.note = _found(account.pk, told, lowest[0])
    bench.keep(line)


def _found(pk: int, told: Told, lowest: int) -> str:
    """The verdict, and what there was of each; a wrong book ends the run with an error."""
    account = Account.objects.get(pk=pk)
    book = Entry.objects.filter(account=pk).aggregate(
        granted=Sum("granted"), reserved=Sum("reserved"), spent=Sum("spent")
    )
    if told.broken:
        raise AssertionError(f"{len(told.broken)} operations broke: {told.broken[:3]}")
    if lowest < 0 or account.free < 0:
        raise AssertionError(f"overspent: {lowest} at the lowest, {account.free} at the end")
    if any(getattr(account, name) != total for name, total in book.items()):
        raise AssertionError(f"the account says otherwise than its book: {book}")
    if Account.objects.all().unproved().exists():
        raise AssertionError("an account is not proved by its entries")
    paid = Payment.objects.filter(item__state="paid").aggregate(sum=Sum("amount"))["sum"] or 0
    return (
        f"{told.done.total():,} done, {told.refused.total():,} refused in words, 0 broken; lowest balance"
        f" {lowest / 100:,.0f} yuan, {paid / 100:,.0f} paid, book and account equal"
    )


def _watch(pk: int, lowest: list[int], done: threading.Event) -> None:
    try:
        while not done.wait(0.2):
            free = Account.objects.values_list(F("granted") - F("reserved") - F("spent"), flat=True).get(
                pk=pk
            )
            lowest[0] = min(lowest[0], free)
    finally:
        connection.close()


def _hand(hand: int, turns: int, pk: int, matters: list[Any], cast: Cast, told: Told) -> None:
    rng = random.Random(hand)
    try:
        for turn in range(turns):
            name, act = _draw(rng, f"{hand}-{turn}", pk, matters, cast)
            outcome, code = told.done, name
            try:
                act()
            except Refused as refused:
                outcome, code = told.refused, refused.code
            except Exception as error:
                with told.lock:
                    told.broken.append(f"{name}: {error!r}")
                continue
            with told.lock:
                outcome[code] += 1
    finally:
        connection.close()


def _draw(rng: random.Random, mark: str, pk: int, matters: list[Any], cast: Cast) -> tuple[str, Any]:
    """One operation, ready to be done."""
    kind = rng.choices(("reserve", "release", "ask", "move"), (3, 3, 2, 4))[0]
    matter, amount = rng.choice(matters), rng.randint(1, 40) * 10_000
    asking = {"actor": cast.branch_secretary, "now": moment()}
    if kind == "reserve":
        return kind, lambda: actions.reserve(pk, matter=matter, amount=amount, **asking)
    if kind == "release":
        return kind, lambda: actions.release(pk, matter=matter, amount=amount, **asking)
    if kind == "ask":
        of = rng.choice((None, matter))
        return kind, lambda: actions.request_payment(
            pk, title="桌椅", payee="家具店", amount=amount, voucher=f"V{mark}", matter=of, **asking
        )
    return "move", lambda: _move(rng, cast)


def _move(rng: random.Random, cast: Cast) -> None:
    """Take one of the newest open payments a step further, or send it back: several hands may reach for the same."""
    open_ones = Payment.objects.filter(item__closed_at__isnull=True).order_by("-pk")
    found = list(open_ones.values_list("pk", "item__state")[:8])
    if not found:
        return
    pk, state = rng.choice(found)
    if state not in NEXT:
        return
    move = rng.choice(NEXT[state])
    actor = {"check": cast.checker, "drop": cast.branch_secretary, "refuse": cast.checker}.get(
        move, cast.secretary
    )
    make_move(pk, move, actor=actor, note="核对", now=moment())
