"""Each flow's transition table, tested pair by pair, from the flow itself."""

import io

import pytest
from PIL import Image

from gongjian.core.items.actions import make_move
from gongjian.core.items.flow import Flow, Move, Who
from gongjian.core.items.models import HandOver, Item, Urging
from gongjian.core.manifest import modules
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from tests.cast import make_person
from tests.conformance.world import World

FLOWS = [flow for module in modules() for flow in module.flows]
PAIRS = [
    pytest.param(flow, state, move, id=f"{flow.kind}:{state}-{move.name}")
    for flow in FLOWS
    for state in flow.states
    for move in flow.moves
]
PERMITTED = [pair for pair in PAIRS if pair.values[0].permits(pair.values[1], pair.values[2].name)]
BY_KIND = [pytest.param(flow, id=flow.kind) for flow in FLOWS]
WORDS = "已到现场核实处理"


def picture() -> bytes:
    """A small real picture."""
    file = io.BytesIO()
    Image.new("RGB", (32, 24), "#888").save(file, "JPEG")
    return file.getvalue()


def item_in(flow: Flow, state: str, world: World) -> Item:
    """A seeded item of the kind, put into the state, in the hands of a unit that has somebody."""
    members = Membership.objects.filter(
        unit__in=Unit.objects.of_office(world.home.pk).inside(), until__isnull=True
    )
    member = members.exclude(person=world.insider).first()
    assert member is not None
    busy = [
        *Urging.objects.values_list("item_id", flat=True),
        *HandOver.objects.values_list("item_id", flat=True),
    ]
    item = Item.objects.filter(kind=flow.kind, office=world.home).exclude(pk__in=busy).first()
    assert item is not None, f"the seeds make no {flow.kind}"
    closed = world.now if flow.is_closed(state) else None
    Item.objects.filter(pk=item.pk).update(
        state=state, phase=flow.states[state].phase, unit=member.unit, handler=member.person, closed_at=closed,
        submitted_by=member.person, result="",
    )  # fmt: skip
    item.refresh_from_db()
    return item


def try_move(item: Item, move: Move, world: World, actor: Person | None = None) -> None:
    """Make the move with every input it could ask for."""
    asked = move.inputs()
    own = [slug for slug in item.flow.results if slug not in {one.result for one in item.flow.moves}]
    make_move(
        item.pk, move.name, now=world.now, actor=actor, note=WORDS, public_note=WORDS,
        unit=item.unit if "unit" in asked else None,
        handler=item.handler if "handler" in asked else None,
        result=(own or list(item.flow.results))[0] if "result" in asked else "",
        pictures=[picture()] if "picture" in asked else (),
    )  # fmt: skip


def refusal_of(item: Item, move: Move, world: World) -> Refused | None:
    """Why the move was not made, None when it was."""
    try:
        try_move(item, move, world)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize(("flow", "state", "move"), PAIRS)
def test_a_pair_of_the_table_is_done_and_any_other_is_refused(
    world: World, flow: Flow, state: str, move: Move
) -> None:
    item = item_in(flow, state, world)
    steps = item.steps.count()
    if not flow.permits(state, move.name):
        with pytest.raises(Refused) as caught:
            try_move(item, move, world)
        assert caught.value.code == "wrong_state"
        assert str(caught.value.reason)
        item.refresh_from_db()
        assert (item.state, item.steps.count()) == (state, steps)
        return
    refused = refusal_of(item, move, world)
    item.refresh_from_db()
    if refused is not None:
        assert refused.field or refused.code == "missing", f"refused for no missing input: {refused.reason}"
        assert (item.state, item.steps.count()) == (state, steps)
        return
    assert item.state == move.target
    assert item.phase == flow.states[move.target].phase
    assert item.is_closed == flow.is_closed(move.target)
    assert item.steps.count() == steps + 1


@pytest.mark.parametrize(("flow", "state", "move"), PERMITTED)
def test_nobody_without_a_role_makes_a_move(world: World, flow: Flow, state: str, move: Move) -> None:
    item = item_in(flow, state, world)
    stranger = make_person("无职", username="without-a-role", office=world.home)
    for actor in (stranger, world.outsider):
        with pytest.raises(Refused) as caught:
            try_move(item, move, world, actor=actor)
        assert caught.value.code == "not_allowed"


@pytest.mark.parametrize("flow", BY_KIND)
def test_every_demanded_input_is_missed(world: World, flow: Flow) -> None:
    for move in flow.moves:
        for need in set(move.needs) - {"second_person"}:
            item = item_in(flow, move.source[0], world)
            with pytest.raises(Refused) as caught:
                make_move(item.pk, move.name, now=world.now)
            assert caught.value.code == "missing", f"{move.name} goes without {need}"


def test_a_number_tells_the_kind() -> None:
    """No two kinds begin their numbers alike: on the telephone the number is all there is."""
    prefixes = [flow.number_prefix for flow in FLOWS]
    assert len(set(prefixes)) == len(prefixes), sorted(prefixes)


@pytest.mark.parametrize("flow", BY_KIND)
def test_every_state_leads_to_a_close(flow: Flow) -> None:
    closing = {name for name in flow.states if flow.is_closed(name)}
    assert closing
    while more := {
        source for move in flow.moves if move.target in closing for source in move.source
    } - closing:  # fmt: skip
        closing |= more
    assert closing == set(flow.states)


@pytest.mark.parametrize("flow", BY_KIND)
def test_what_was_done_is_checked_by_a_second_person(flow: Flow) -> None:
    """Whatever leaves the checking phase by hand needs somebody else than the one who did the work."""
    for state, told in flow.states.items():
        if told.phase != "checking":
            continue
        for move in flow.moves_from(state):
            assert move.who is Who.SYSTEM or "second_person" in move.needs, f"{flow.kind}.{move.name}"


@pytest.mark.parametrize("flow", BY_KIND)
def test_every_state_and_move_has_words(flow: Flow) -> None:
    assert all(str(state.label) for state in flow.states.values())
    for move in flow.moves:
        assert str(move.label)
        assert move.who is Who.SYSTEM or str(move.consequence), f"{move.name} does not say what follows"
