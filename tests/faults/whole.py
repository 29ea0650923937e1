"""Whether anything in the database is half done: the invariants that no fault may break, each violation as a sentence."""

from collections import Counter
from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, F, Max
from django.utils import timezone

from gongjian.core.items.models import Clock, Item, NumberSeries, Step
from gongjian.core.once.models import Done
from gongjian.core.search import upkeep
from gongjian.core.search.models import SearchText
from gongjian.core.trail.models import Seal, TrailRow, Unsealed
from gongjian.core.trail.sealer import seal_pending
from gongjian.core.trail.verifier import verify
from gongjian.modules.funds.models import Account, Entry, Payment
from gongjian.modules.reports.models import Report

KEPT = 8


def halves() -> list[str]:
    """What is not whole, a few of each sort. The trail is sealed first, as the background worker would."""
    found: list[str] = []
    for look in (_steps, _hung_on, _clocks, _numbers, _money, _keys, _trail, _database):
        found += list(look())[:KEPT]
    return found


def _steps() -> Iterator[str]:
    """Item ⇔ first step ⇔ trail rows; every step begins where the last one ended, and the item stands where the last did."""
    told = Counter(
        (item, action.partition(".")[2])
        for item, action in TrailRow.objects.filter(item__isnull=False).values_list("item_id", "action")
    )
    states: dict[int, str] = {}
    counts: Counter[tuple[int, str]] = Counter()
    for item, move, source, target in Step.objects.order_by("item_id", "id").values_list(
        "item_id", "move", "source", "target"
    ):
        counts[item, move] += 1
        if (item in states) == (move == "open") or source != states.get(item, ""):
            yield f"step {move} of item {item} begins at “{source}”, the item was at “{states.get(item)}”"
        states[item] = target
    for (item, move), count in counts.items():
        if told[item, move] != count:
            yield f"item {item} has {count} steps {move} and {told[item, move]} rows of the trail"
    for pk, state, phase, kind in Item.objects.values_list("pk", "state", "phase", "kind"):
        if states.pop(pk, None) != state:
            yield f"item {pk} stands at {state}, its steps say otherwise"
        if Item(kind=kind).flow.states[state].phase != phase:
            yield f"item {pk} is in phase {phase} at {state}"


def _hung_on() -> Iterator[str]:
    """What a module hangs on an item and the index's row are there with it, and never without."""
    items = {
        kind: set(Item.objects.filter(kind=kind).values_list("pk", flat=True))
        for kind in ("report", "payment")
    }
    for kind, model in (("report", Report), ("payment", Payment)):
        for pk in items[kind] ^ set(model._base_manager.values_list("pk", flat=True)):
            yield f"{kind} {pk} is there without its item, or the other way round"
    for pk in (items["report"] | items["payment"]) ^ set(SearchText.objects.values_list("pk", flat=True)):
        yield f"item {pk} and its row of the index are not both there"
    for number in upkeep.check().differing:
        yield f"item {number} stands otherwise in the index"


def _clocks() -> Iterator[str]:
    """A closed item's clocks stand still; an open one is due when its earliest running clock is."""
    running: dict[int, list[Clock]] = {}
    for clock in Clock.objects.filter(stopped_at__isnull=True):
        running.setdefault(clock.item_id, []).append(clock)
    for item in Item.objects.all():
        clocks = running.get(item.pk, [])
        if item.closed_at is not None and clocks:
            yield f"item {item.pk} is closed and its clock {clocks[0].name} runs"
        if item.due_at != min((clock.due_at for clock in clocks if clock.due_at), default=None):
            yield f"item {item.pk} is not due when its clocks say"
        if item.due_at is not None and item.due_at < item.opened_at:
            yield f"item {item.pk} is due before it began"


def _numbers() -> Iterator[str]:
    """No number twice, none left out, and the series knows the last one."""
    given: dict[tuple[int, str], list[int]] = {}
    for office, number in Item.objects.values_list("office_id", "number"):
        series, _dash, place = number.rpartition("-")
        given.setdefault((office, series), []).append(int(place))
    last = {(row.office_id, row.series): row.last for row in NumberSeries.objects.all()}
    for key in given.keys() | last.keys():
        if sorted(given.get(key, ())) != list(range(1, last.get(key, 0) + 1)):
            yield f"the series {key[1]} of office {key[0]} has gaps or doubles: last is {last.get(key)}, {len(given.get(key, ()))} numbers"


def _money() -> Iterator[str]:
    """Every account is what its lines add up to; every payment holds, has spent or has given back its sum."""
    for account in Account.objects.all().unproved():
        yield f"account {account.pk} is not what its entries add up to"
    sums = {row["item"]: row for row in Entry.objects.values("item").annotate(
        held=_sum("reserved"), paid=_sum("spent"), lines=Count("pk"))}  # fmt: skip
    for payment in Payment.objects.select_related("item"):
        held, paid = {"ordered": (0, 1), "paid": (0, 1), "refused": (0, 0), "dropped": (0, 0)}.get(
            payment.item.state, (1, 0)
        )
        row = sums.get(payment.pk, {"held": 0, "paid": 0})
        if (row["held"], row["paid"]) != (held * payment.amount, paid * payment.amount):
            yield f"payment {payment.pk} at {payment.item.state}: {row['held']} held and {row['paid']} spent of {payment.amount}"
        if payment.vouchers.count() != 1:
            yield f"payment {payment.pk} has {payment.vouchers.count()} vouchers"


def _sum(name: str) -> object:
    from django.db.models import Sum

    return Sum(name)


def _keys() -> Iterator[str]:
    """A key stands for something that was done, with its outcome."""
    for key in Done.objects.filter(act="api.reports.create", outcome={}).values_list("key", flat=True):
        yield f"the key {key} was kept and nothing came of it"


def _trail() -> Iterator[str]:
    """All rows can be sealed, and the chain holds."""
    seal_pending(timezone.now())
    flaw = verify(now=timezone.now()).flaw
    if flaw:
        yield f"the trail does not verify: {flaw}"
    rows, seals = TrailRow.objects.count(), Seal.objects.count()
    if Unsealed.objects.exists() or rows != seals:
        yield f"{rows} rows of the trail, {seals} seals"
    for office in (
        Seal.objects.values("office").annotate(top=Max("number"), rows=Count("pk")).exclude(top=F("rows"))
    ):
        yield f"the chain of office {office['office']} has gaps"


def _database() -> Iterator[str]:
    """The database's own word that it is sound."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in ("integrity_check", "foreign_key_check"):
                cursor.execute(f"PRAGMA {pragma}")
                yield from (f"{pragma}: {row}" for row in cursor.fetchall() if row != ("ok",))
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT bt_index_check(index => c.oid, heapallindexed => i.indisunique) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE a.amname = 'btree' AND n.nspname = 'public' AND c.relpersistence = 'p' AND i.indisready AND i.indisvalid"
        )
