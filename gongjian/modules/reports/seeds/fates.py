"""How far each invented report has come, and how long ago it began, in work hours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fate:
    """`path` names what happens in order; `hours_ago` is a span. Limits of the demo office: one work hour to dispatch,
    24 to handle, 8 to check."""

    name: str
    path: tuple[str, ...]
    hours_ago: tuple[float, float]


TO_UNIT = ("dispatch", "accept")
DONE = (*TO_UNIT, "submit")
CLOSED = (*DONE, "close")

FATES: tuple[tuple[Fate, int], ...] = (
    (Fate("just come", (), (0.25, 0.8)), 14),
    (Fate("waits too long at the desk", (), (1.5, 5)), 3),
    (Fate("told twice", ("twin",), (0.5, 0.9)), 2),
    (Fate("told twice and joined", ("twin", "join"), (0.6, 0.95)), 2),
    (Fate("dispatched", ("dispatch",), (1, 5)), 8),
    (Fate("nobody took it", ("dispatch",), (27, 34)), 2),
    (Fate("in hand", TO_UNIT, (3, 10)), 9),
    (Fate("due tomorrow", TO_UNIT, (14, 17)), 5),
    (Fate("due today", TO_UNIT, (20.5, 24)), 5),
    (Fate("late", TO_UNIT, (28, 52)), 4),
    (Fate("late and urged", (*TO_UNIT, "urge"), (40, 60)), 2),
    (Fate("more time asked", (*TO_UNIT, "ask"), (18, 21)), 2),
    (Fate("more time granted", (*TO_UNIT, "ask", "grant"), (24, 28)), 2),
    (Fate("with helpers", (*TO_UNIT, "help"), (8, 14)), 2),
    (Fate("waits outside", (*TO_UNIT, "outside"), (12, 18)), 3),
    (Fate("stuck outside", (*TO_UNIT, "outside"), (44, 60)), 2),
    (Fate("to be checked", DONE, (12, 20)), 5),
    (Fate("fixed on the spot", ("fix",), (2, 6)), 2),
    (Fate("check is late", DONE, (40, 50)), 1),
    (Fate("not yet good enough", (*DONE, "fail"), (16, 22)), 2),
    (Fate("closed", CLOSED, (40, 420)), 16),
    (Fate("closed and satisfied", (*CLOSED, "satisfied"), (40, 420)), 18),
    (Fate("closed, partly satisfied", (*CLOSED, "partly"), (60, 400)), 4),
    (Fate("fixed on the spot, closed", ("fix", "close_fixed", "satisfied"), (30, 300)), 6),
    (Fate("reopened", (*CLOSED, "unsatisfied"), (30, 44)), 3),
    (Fate("reopened and closed", (*CLOSED, "unsatisfied", "submit", "close", "satisfied"), (90, 300)), 4),
    (Fate("refused", ("refuse",), (20, 200)), 2),
)
