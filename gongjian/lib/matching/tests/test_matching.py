"""Rules, reasons, and plans that are as good as trying everything."""

import datetime as dt
import itertools
import random

import numpy as np
import pytest

from gongjian.lib.matching import Ask, Offer, Ruled, Rules, Window, ranked, why_not
from gongjian.lib.matching.many import candidates
from gongjian.lib.matching.plan import Plan, Task, best_plan, first_come, greedy, mend, task_of
from gongjian.lib.matching.words import Rarity, common_words, grams, likeness

MONDAY = dt.date(2025, 3, 3).toordinal()
HALL = Offer(1, owner=9, category="venue", text="社区报告厅，可办健康讲座", left=40, measure="人")
TALK = Ask(1, category="venue", text="老人健康讲座场地", quantity=30, measure="人", place="a.b.c.")


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (Window(), Window(), True),
        (Window(MONDAY, MONDAY + 4), Window(MONDAY + 4), True),
        (Window(MONDAY, MONDAY + 4), Window(MONDAY + 5), False),
        (Window(MONDAY, MONDAY), Window(weekdays=0b0000001), True),
        (Window(MONDAY, MONDAY), Window(weekdays=0b0000010), False),
        (Window(MONDAY, MONDAY + 30), Window(weekdays=0b1000000), True),
        (Window(weekdays=0b0000011), Window(weekdays=0b1100000), False),
        (Window(end=MONDAY), Window(start=MONDAY + 1), False),
    ],
)
def test_two_windows_meet_on_a_day_that_suits_both(one: Window, other: Window, fits: bool) -> None:
    assert one.meets(other) is fits
    assert other.meets(one) is fits


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, None),
        ({"category": "repair"}, Ruled.CATEGORY),
        ({"measure": "次"}, Ruled.MEASURE),
        ({"measure": ""}, None),
        ({"key": 7}, Ruled.DECLINED),
        ({"left": 29}, Ruled.ROOM),
        ({"when": Window(end=MONDAY - 1)}, Ruled.TIME),
        ({"serves": ("a.b.d.",)}, Ruled.PLACE),
        ({"serves": ("a.b.",)}, None),
        ({"audiences": frozenset({"children"})}, Ruled.PEOPLE),
    ],
)
def test_every_reason_that_rules_a_resource_out(changed: dict[str, object], why: Ruled | None) -> None:
    from dataclasses import replace

    ask = Ask(1, "venue", TALK.text, 30, "人", when=Window(MONDAY), place="a.b.c.", audience="old")
    assert why_not(ask, replace(HALL, **changed), Rules(declined=frozenset({(1, 7)}))) is why  # type: ignore[arg-type]


def test_the_resource_that_says_the_same_and_lies_near_comes_first_with_its_reasons() -> None:
    near = Offer(2, 9, "venue", "报告厅：健康讲座", left=40, lat=34.80, lon=113.66, rating=5, deliveries=6)
    far = Offer(3, 9, "venue", "棋牌室", left=400, lat=34.90, lon=113.66)
    other = Offer(4, 9, "repair", "修电器", left=40)
    ask = Ask(1, "venue", "老人健康讲座", 30, lat=34.801, lon=113.66)
    found = ranked(ask, [other, far, near])
    assert [one.offer.key for one in found.best] == [2, 3]
    assert found.best[0].words == ("健康讲座",)
    assert found.best[0].metres == pytest.approx(111, abs=2)
    assert found.best[0].parts["past"] > found.best[1].parts["past"]
    assert found.out == ((other, Ruled.CATEGORY),)


def test_a_need_for_which_nothing_is_there_says_so() -> None:
    found = ranked(TALK, [])
    assert (found.best, found.out) == ((), ())


def test_words_are_found_in_chinese_and_latin_and_not_across_punctuation() -> None:
    assert grams("修灯，AED 急救") == ["修灯", "aed", "急救"]
    assert grams("灯") == ["灯"]
    assert grams("。！") == []
    assert common_words("老人健康讲座场地", "可办健康讲座的场地") == ["健康讲座", "场地"]
    rarity = Rarity(["健康讲座", "书法", "合唱"])
    assert likeness(rarity.vector("健康讲座"), rarity.vector("健康讲座")) == pytest.approx(1)
    assert likeness(rarity.vector("健康"), rarity.vector("书法")) == 0
    assert rarity.vector("") == {}


def _crowd(number: int, *, seed: int, most: int = 1) -> tuple[list[Ask], list[Offer]]:
    rng = random.Random(seed)
    words = ("维修", "讲座", "健康", "义诊", "理发", "场地", "图书", "儿童", "咨询", "送餐")

    def text() -> str:
        return "，".join(rng.choice(words) for _each in range(4))

    asks = [
        Ask(
            n, rng.choice("ab"), text(), rng.randint(1, most), weight=rng.choice((1, 2, 3)), lat=34.8, place="x.y.",
            lon=113.6 + rng.random() / 50, when=Window(MONDAY, MONDAY + rng.randint(0, 20)), audience=rng.choice(("", "old")),
        )
        for n in range(number)
    ]  # fmt: skip
    offers = [
        Offer(
            100 + n, rng.randrange(3), rng.choice("ab"), text(), rng.randint(1, most * 2), lat=34.8, place="x.",
            lon=rng.choice((None, 113.6 + rng.random() / 50)), when=Window(weekdays=rng.choice((127, 31, 64))),
            audiences=frozenset(rng.choice(((), ("old",)))), serves=rng.choice(((), ("x.",), ("z.",))),
            rating=rng.choice((0, 3, 5)), deliveries=rng.randint(0, 4),
        )
        for n in range(number)
    ]  # fmt: skip
    return asks, offers


@pytest.mark.parametrize("seed", range(4))
def test_thousands_are_judged_as_one_is(seed: int) -> None:
    asks, offers = _crowd(14, seed=seed, most=3)
    rules = Rules(declined=frozenset((ask.key, offers[0].key) for ask in asks[:5]))
    edges = candidates(asks, offers, rules=rules, top=50)
    many = {
        (asks[i].key, offers[j].key): fit for i, j, fit in zip(edges.ask, edges.offer, edges.fit, strict=True)
    }
    for ask in asks:
        one = {(ask.key, one.offer.key): one.fit for one in ranked(ask, offers, rules=rules, top=50).best}
        mine = {pair: fit for pair, fit in many.items() if pair[0] == ask.key}
        assert set(mine) <= set(one)
        assert mine == pytest.approx({pair: one[pair] for pair in mine}, abs=1e-5)


def _every_way(task: Task) -> float:
    """The best worth by trying every choice of every need."""
    by_ask = [[-1, *np.flatnonzero(task.ask == ask)] for ask in range(task.asks)]
    best = 0.0
    for choice in itertools.product(*by_ask):
        edges = np.array([edge for edge in choice if edge >= 0], dtype=np.int64)
        if _fits(task, edges):
            best = max(best, float(task.worth[edges].sum()))
    return best


def _fits(task: Task, edges: "np.ndarray") -> bool:  # type: ignore[type-arg]
    taken = np.bincount(task.offer[edges], weights=task.takes[edges], minlength=len(task.left))
    asked = np.bincount(task.owner[task.offer[edges]], minlength=len(task.limit))
    once = len(set(task.ask[edges].tolist())) == len(edges)
    return bool((taken <= task.left).all() and (asked <= task.limit).all() and once)


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_the_plan_is_as_good_as_trying_everything(seed: int, most: int) -> None:
    asks, offers = _crowd(7, seed=seed, most=most)
    task = task_of(candidates(asks, offers, top=4), asks, offers, most_per_owner=2)
    plan = best_plan(task)
    assert _fits(task, plan.chosen)
    assert plan.value == pytest.approx(_every_way(task), abs=1e-4)
    assert plan.gap < 1e-5
    for other in (greedy(task), first_come(task)):
        assert _fits(task, other.chosen)
        assert other.value <= plan.value + 1e-9


@pytest.mark.parametrize("most", [1, 5])
def test_a_large_plan_keeps_within_capacities_and_says_how_far_from_the_best_it_can_be(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongjian.lib.matching import plan as module

    asks, offers = _crowd(300, seed=1, most=most)
    task = task_of(candidates(asks, offers), asks, offers, most_per_owner=70)
    exact = best_plan(task)
    monkeypatch.setattr(module, "SMALL", 0)
    large = best_plan(task)
    assert _fits(task, large.chosen)
    assert large.bound >= exact.value - 1e-6
    assert large.value <= exact.value + 1e-6
    assert large.value >= greedy(task).value
    assert large.gap < 0.05


def test_what_asks_too_much_of_a_resource_is_mended() -> None:
    task = Task(
        ask=np.array([0, 1, 2]), offer=np.array([0, 0, 0]), worth=np.array([1.0, 1.0, 1.5]), takes=np.array([2, 2, 4]),
        left=np.array([4]), owner=np.array([0]), limit=np.array([9]), asks=3,
    )  # fmt: skip
    assert not _fits(task, np.array([0, 1, 2]))
    assert mend(task, np.array([0, 1, 2])).tolist() == [0, 1]


def test_nobody_and_nothing_make_an_empty_plan() -> None:
    for asks, offers in (([], []), ([TALK], []), ([], [HALL]), ([TALK], [Offer(1, 1, "repair", "修灯")])):
        plan = best_plan(task_of(candidates(asks, offers), asks, offers))
        assert (len(plan), plan.gap) == (0, 0.0)


def test_the_same_task_gives_the_same_plan() -> None:
    asks, offers = _crowd(60, seed=3, most=4)
    task = task_of(candidates(asks, offers), asks, offers, most_per_owner=15)
    plans: list[Plan] = [best_plan(task) for _each in range(2)]
    assert plans[0].chosen.tolist() == plans[1].chosen.tolist()


@pytest.mark.parametrize("rules", [{"words": 0.9}, {"words": -0.4, "place": 1.0}, {"most_per_owner": 0}])
def test_rules_that_make_no_sense_are_refused(rules: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Rules(**rules)  # type: ignore[arg-type]
