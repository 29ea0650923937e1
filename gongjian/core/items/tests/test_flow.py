"""A flow that makes no sense is refused where it is written."""

import dataclasses

import pytest

from gongjian.core.items.flow import FlowError, Move, Phase, State
from gongjian.core.items.tests.flows import FLOW, MOVES, STATES


def changed(**what):
    return dataclasses.replace(FLOW, **what)


def test_sound_flow_knows_its_moves_and_whom_it_awaits():
    assert [move.name for move in FLOW.moves_from("work")] == ["back", "submit", "hand_over"]
    assert FLOW.awaited("check").name == "pass"
    assert FLOW.awaited("away") is None


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"start": "nowhere"}, "unknown start"),
        ({"moves": (*MOVES, MOVES[0])}, "stands twice"),
        ({"moves": (*MOVES, Move("x", ("new",), "moon", by="reports.view", label="x"))}, "unknown state"),
        (
            {"moves": (*MOVES, Move("x", ("new",), "sent", by="reports.view", label="x", needs=("tea",)))},
            "unknown need",
        ),
        (
            {"moves": (*MOVES, Move("x", ("new",), "sent", by="reports.view", label="x", starts=("tea",)))},
            "unknown clock",
        ),
        (
            {"moves": (*MOVES, Move("x", ("new",), "sent", by="reports.view", label="x", result="tea"))},
            "unknown result",
        ),
        ({"states": {**STATES, "island": State(Phase.HANDLING, "Island")}}, "never reached"),
        (
            {
                "states": {**STATES, "trap": State(Phase.HANDLING, "Trap")},
                "moves": (*MOVES, Move("fall", ("new",), "trap", by="reports.view", label="Fall")),
            },
            "cannot close",
        ),
    ],
)
def test_senseless_flow_is_refused_at_import(what, words):
    with pytest.raises(FlowError, match=words):
        changed(**what)
