"""The best plan for all needs at once: which candidate each need gets, within every resource's capacity and every owner's
limit, so that the weight of what is served is as large as possible.

A need is served by one resource, whole. A pair is worth `weight * (1 + fit) / 2`: to serve a need at all counts for at
least as much as to serve it well.

Where every need takes one of its resource's capacity this is a flow, solved exactly. Otherwise small plans are solved by
constraint programming, large ones by a flow that is mended, or greedily where that is better, and then moved
about (`moving`). Each says how far
from the best it can be at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gongjian.lib.matching.many import Edges
from gongjian.lib.matching.model import Ask, Offer
from gongjian.lib.matching.moving import moved

SCALE = 1_000_000
SMALL = 20_000
SECONDS = 20.0
STEPS = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """`chosen` are positions into the edges, in rising order. No plan within the capacities is worth more than `bound`;
    `gap` is the share of it that this plan falls short by, at most (0: proved best)."""

    chosen: Any
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """From 0 to 1."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0

    def __len__(self) -> int:
        return len(self.chosen)


@dataclass(frozen=True, slots=True)
class Task:
    """A plan to be made, as arrays: of each edge the ask, the offer, its worth and what it takes of the offer; of each
    offer what is left and its owner (numbered from 0); of each owner how many needs it may serve."""

    ask: Any
    offer: Any
    worth: Any
    takes: Any
    left: Any
    owner: Any
    limit: Any
    asks: int

    @property
    def simple(self) -> bool:
        """Whether every need takes one."""
        return bool((self.takes == 1).all())


def task_of(
    edges: Edges, asks: Sequence[Ask], offers: Sequence[Offer], *, most_per_owner: int | None = None
) -> Task:
    """The plan to be made from candidates."""
    weight = np.array([ask.weight for ask in asks])
    quantity = np.array([ask.quantity for ask in asks], dtype=np.int64)
    left = np.array([offer.left for offer in offers], dtype=np.int64)
    _names, owner = np.unique(
        np.array([offer.owner for offer in offers], dtype=np.int64), return_inverse=True
    )
    owners = int(owner.max()) + 1 if len(owner) else 0
    limit = np.full(owners, most_per_owner or max(1, len(asks)), dtype=np.int64)
    worth = weight[edges.ask] * (1 + edges.fit) / 2
    return Task(edges.ask, edges.offer, worth, quantity[edges.ask], left, owner, limit, len(asks))


def best_plan(task: Task, *, seconds: float = SECONDS) -> Plan:
    """The best plan that is found; the same for the same task, but where `seconds` cut the search of a small one short."""
    if not len(task.ask):
        return Plan(np.zeros(0, dtype=np.int64), 0.0, 0.0)
    if task.simple:
        chosen = _flow(task, task.left)
        value = float(task.worth[chosen].sum())
        return Plan(chosen, value, value)
    if len(task.ask) <= SMALL:
        return _exact(task, seconds=seconds)
    everything = np.arange(len(task.ask))
    tried = (mend(task, _flow(task, _slots(task))), greedy(task).chosen, mend(task, everything))
    chosen = moved(task, max(tried, key=lambda edges: float(task.worth[edges].sum())))
    value = float(task.worth[chosen].sum())
    return Plan(chosen, value, max(value, _bound(task, value)))


def greedy(task: Task) -> Plan:
    """The named alternative: the worthiest pair first, as long as it fits."""
    return _taking(task, np.lexsort((task.offer, task.ask, -task.worth)))


def first_come(task: Task) -> Plan:
    """The other one: needs in the order in which they came, each takes the best that is free."""
    return _taking(task, np.lexsort((task.offer, -task.worth, task.ask)))


def mend(task: Task, chosen: Any) -> Any:
    """From pairs that may ask too much of a resource, those that fit, the densest first, then whatever else fits."""
    dense = chosen[np.lexsort((chosen, -task.worth[chosen] / task.takes[chosen]))]
    rest = np.lexsort((task.offer, task.ask, -task.worth))
    return _taking(task, np.concatenate([dense, rest])).chosen


def _taking(task: Task, order: Any) -> Plan:
    left, limit = task.left.tolist(), task.limit.tolist()
    served = bytearray(task.asks)
    columns = (
        task.ask[order].tolist(),
        task.offer[order].tolist(),
        task.takes[order].tolist(),
        order.tolist(),
    )
    owner, chosen = task.owner.tolist(), []
    for ask, offer, takes, edge in zip(*columns, strict=True):
        if served[ask] or left[offer] < takes or not limit[owner[offer]]:
            continue
        served[ask] = 1
        left[offer] -= takes
        limit[owner[offer]] -= 1
        chosen.append(edge)
    found = np.array(sorted(chosen), dtype=np.int64)
    value = float(task.worth[found].sum())
    return Plan(found, value, value)


def _slots(task: Task) -> Any:
    """Roughly how many needs each resource can serve: what is left over what a need that it fits takes on average."""
    count = np.bincount(task.offer, minlength=len(task.left))
    taken = np.bincount(task.offer, weights=task.takes, minlength=len(task.left))
    mean = np.divide(taken, count, out=np.ones(len(task.left)), where=count > 0)
    return np.maximum(1, np.round(task.left / mean)).astype(np.int64)


def _flow(task: Task, slots: Any) -> Any:
    """Maximum worth of a flow from needs over resources and owners to a sink, each need one unit or none."""
    from ortools.graph.python import min_cost_flow

    offers, owners = len(task.left), len(task.limit)
    first_offer, first_owner = task.asks, task.asks + offers
    sink = first_owner + owners
    used = np.unique(task.ask)
    flow = min_cost_flow.SimpleMinCostFlow()
    costs = -np.round(task.worth / task.worth.max() * SCALE).astype(np.int64)
    edges = flow.add_arcs_with_capacity_and_unit_cost(
        task.ask, first_offer + task.offer, np.ones(len(task.ask), dtype=np.int64), costs
    )
    by_offer = np.arange(offers)
    flow.add_arcs_with_capacity_and_unit_cost(
        first_offer + by_offer,
        first_owner + task.owner,
        np.minimum(slots, len(used)),
        np.zeros(offers, dtype=np.int64),
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        first_owner + np.arange(owners), np.full(owners, sink), np.minimum(task.limit, len(used)),
        np.zeros(owners, dtype=np.int64),
    )  # fmt: skip
    nothing = np.zeros(len(used), dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(used, np.full(len(used), sink), nothing + 1, nothing)
    flow.set_nodes_supplies(used, nothing + 1)
    flow.set_node_supply(sink, -len(used))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow could not be solved: {status}")
    return np.flatnonzero(flow.flows(edges) > 0)


def _exact(task: Task, *, seconds: float) -> Plan:
    """Constraint programming, one thread, from a greedy start."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    takes = [model.new_bool_var(f"x{edge}") for edge in range(len(task.ask))]
    scaled = np.round(task.worth / task.worth.max() * SCALE).astype(np.int64)
    for group in _groups(task.ask):
        model.add_at_most_one(takes[edge] for edge in group)
    for group in _groups(task.offer):
        model.add(
            sum(int(task.takes[edge]) * takes[edge] for edge in group) <= int(task.left[task.offer[group[0]]])
        )
    owners = task.owner[task.offer]
    for group in _groups(owners):
        limit = int(task.limit[owners[group[0]]])
        if limit < len(group):
            model.add(sum(takes[edge] for edge in group) <= limit)
    start = set(greedy(task).chosen.tolist())
    for edge, variable in enumerate(takes):
        model.add_hint(variable, edge in start)
    model.maximize(sum(int(scaled[edge]) * variable for edge, variable in enumerate(takes)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return greedy(task)
    chosen = np.array([edge for edge, one in enumerate(takes) if solver.boolean_value(one)], dtype=np.int64)
    value = float(task.worth[chosen].sum())
    bound = value if status == cp_model.OPTIMAL else solver.best_objective_bound * task.worth.max() / SCALE
    return Plan(chosen, value, max(value, float(bound)))


def _groups(keys: Any) -> list[list[int]]:
    """Positions with the same key, together."""
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    return [group.tolist() for group in np.split(order, ends)]


def _bound(task: Task, value: float) -> float:
    """What no plan can exceed: prices on capacities and limits are moved until what the needs would buy at them is as
    little as possible (a Lagrangian dual; valid at whatever prices it stops)."""
    price, toll = np.zeros(len(task.left)), np.zeros(len(task.limit))
    owner = task.owner[task.offer]
    order = np.argsort(task.ask, kind="stable")
    ask, offer, takes, worth, owned = (
        column[order] for column in (task.ask, task.offer, task.takes, task.worth, owner)
    )
    begins = np.flatnonzero(np.r_[True, ask[1:] != ask[:-1]])
    best, step = np.inf, 1.0
    for _turn in range(STEPS):
        gain = worth - price[offer] * takes - toll[owned]
        most = np.maximum.reduceat(gain, begins)
        total = float(np.maximum(most, 0).sum() + (price * task.left).sum() + (toll * task.limit).sum())
        if total < best - 1e-9:
            best = total
        else:
            step *= 0.9
        first = np.repeat(most, np.diff(np.r_[begins, len(ask)]))
        bought = (gain >= first) & (gain > 0)
        over = np.bincount(offer[bought], weights=takes[bought], minlength=len(price)) - task.left
        crowd = np.bincount(owned[bought], minlength=len(toll)) - task.limit
        length = float((over * over).sum() + (crowd * crowd).sum())
        if length == 0 or best <= value:
            break
        move = step * max(total - value, 0.0) / length
        price, toll = np.maximum(0, price + move * over), np.maximum(0, toll + move * crowd)
    return best
