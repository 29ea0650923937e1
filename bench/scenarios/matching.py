"""A proposal for all open needs: 107 needs and 123 resources in the database, then as many needs as resources as plain
values, with the worth of the plan, its gap to the proven bound, and greedy and first-come beside it."""

import datetime as dt
import random

from bench.data import office
from bench.scenario import Bench, moment
from gongjian.core.orgs.actions import add_unit
from gongjian.core.orgs.models import UnitKind
from gongjian.lib.matching import Ask, Offer, Rules, Window
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.matching.planning import Outcome, plan
from gongjian.modules.exchange.matching.proposing import propose_all
from gongjian.modules.exchange.seeds_texts import CATEGORIES, NEEDS, RESOURCES
from tests.cast import Cast

FEW_NEEDS, FEW_RESOURCES, UNITS = 107, 123, 30
MOST, MOST_OF_MANY = 5, 10
PLACES = (
    "社区广场",
    "老旧楼院",
    "养老服务站",
    "小学",
    "党群服务中心",
    "菜市场",
    "地铁口",
    "公园",
    "医院",
    "临街商铺",
)


def run(bench: Bench) -> None:
    """The first run loads the optimisers, which the second finds in memory."""
    cast, _person = office()
    _fill(cast)
    for turn in ("loading the optimisers", "again"):
        what = f"{FEW_NEEDS} needs × {FEW_RESOURCES} resources, from the database to the page's rows, {turn}"
        with bench.timed(what) as line:
            made = propose_all(cast.office, most_per_unit=MOST, actor=cast.secretary, now=moment())
            line.note = _told(
                made.value, made.bound, made.greedy, made.first_come, made.rows.matched().count()
            )
    for most, name in ((1, "each need takes one"), (5, "needs take 1 to 5")):
        asks, offers = _asks(bench.rows, most), _offers(bench.rows)
        with bench.timed(f"{bench.rows:,} needs × {bench.rows:,} resources, {name}") as line:
            outcome = plan(asks, offers, rules=Rules(most_per_owner=MOST_OF_MANY))
            line.note = _of(outcome)


def _of(outcome: Outcome) -> str:
    numbers = (outcome.value, outcome.bound, outcome.greedy, outcome.first_come)
    return f"{outcome.pairs:,} pairs, {_told(*numbers, len(outcome.chosen))}"


def _told(value: float, bound: float, greedy: float, first_come: float, served: int) -> str:
    gap = (bound - value) / bound if bound else 0.0
    return (
        f"{served:,} served, worth {value:,.1f}, bound {bound:,.1f}, gap {gap:.3%}; "
        f"greedy {greedy / value:.2%}, first-come {first_come / value:.2%} of it"
    )


def _fill(cast: Cast) -> None:
    """Both lists of the demo's texts, of a few units."""
    now, rng = moment(), random.Random(20260305)
    since = dt.date(2026, 1, 1)
    kinds = {
        name: actions.add_category(cast.office, name=name, since=since, actor=None, now=now)
        for name in CATEGORIES
    }
    units = [
        add_unit(
            cast.office,
            kind=UnitKind.PARTNER,
            name=f"共建单位{n}",
            short_name=f"单位{n}",
            actor=None,
            now=now,
        )
        for n in range(UNITS)
    ]
    for n in range(FEW_RESOURCES):
        row = RESOURCES[n % len(RESOURCES)]
        facts = Facts(title=f"{row.title}{n}", category=kinds[row.category], capacity=row.capacity, measure=row.measure,
                      per=row.per, text=row.text)  # fmt: skip
        actions.add_resource(units[n % UNITS], facts=facts, actor=None, now=now)
    for n in range(FEW_NEEDS):
        asked = NEEDS[n % len(NEEDS)]
        wanted = Wanted(category=kinds[asked.category], quantity=asked.quantity, measure=asked.measure, text=asked.text,
                        whose=asked.whose, urgency=rng.randint(1, 3))  # fmt: skip
        actions.open_need(cast.community, title=f"{asked.title}{n}", wanted=wanted, actor=cast.clerk, now=now)


def _asks(number: int, most: int) -> list[Ask]:
    rng, today = random.Random(1), moment().date().toordinal()
    found = []
    for key in range(number):
        row = rng.choice(NEEDS)
        when = Window(today + 1, today + rng.randint(10, 120))
        text = f"{rng.choice(PLACES)}{row.title}，{row.text}，{row.whose}"
        found.append(
            Ask(key, row.category, text, rng.randint(1, most), "", float(rng.randint(1, 3)), when, "/1/2/",
                34.7 + rng.random() / 10, 113.6 + rng.random() / 10)
        )  # fmt: skip
    return found


def _offers(number: int) -> list[Offer]:
    """A unit gives ten; a resource has 1 to 6 left and is free on some days of the week."""
    rng, today = random.Random(2), moment().date().toordinal()
    found = []
    for key in range(number):
        row = rng.choice(RESOURCES)
        when = Window(
            today + rng.randint(1, 60), None, rng.choice((0b1111111, 0b0011111, 0b1100000, 0b0100000))
        )
        text = f"{rng.choice(PLACES)}{row.title}，{row.text}，{row.who}"
        found.append(
            Offer(key, key // 10, row.category, text, rng.randint(1, 6), "", when, (), "/1/2/", 34.7 + rng.random() / 10,
                  113.6 + rng.random() / 10, frozenset(), rng.uniform(3, 5), rng.randint(0, 9))
        )  # fmt: skip
    return found
