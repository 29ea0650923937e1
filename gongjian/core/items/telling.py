"""Who is told of what happens to an item: those who now have to act, and those who must know of a return."""

import datetime as dt
from collections.abc import Iterable

from gongjian.core.compiled import Compiled
from gongjian.core.items.flow import Move, Phase, Who
from gongjian.core.items.models import Item, Step
from gongjian.core.manifest import permissions
from gongjian.core.notices.actions import notify
from gongjian.core.orgs.models import Membership
from gongjian.core.people.models import Holding, Person

_MEMBERS = Compiled(
    lambda unit: Membership.objects.filter(
        unit=unit, until__isnull=True, person__is_active=True
    ).select_related("person"),
    unit=-1,
)


def hands_of(item: Item) -> list[Person]:
    """The handler, or while nobody has taken it the heads of the unit, or all its members if it has no head."""
    if item.handler:
        return [item.handler]
    if not item.unit_id:
        return []
    members = _MEMBERS.objects(unit=item.unit_id)
    heads = [row.person for row in members if row.is_head]
    return heads or [row.person for row in members]


def heads_of(item: Item) -> list[Person]:
    """The heads of the handling unit."""
    found = Membership.objects.filter(
        unit=item.unit, is_head=True, until__isnull=True, person__is_active=True
    )
    return [row.person for row in found.select_related("person")]


def holders_of(permission: str, area_path: str) -> list[Person]:
    """Active people who hold a role with this permission for the area or one above it."""
    roles = permissions()[permission].roles
    above = [area_path[: n + 1] for n, char in enumerate(area_path) if char == "/"]
    held = Holding.objects.filter(
        role__in=roles, area_path__in=above, until__isnull=True, person__is_active=True
    )
    return [row.person for row in held.select_related("person")]


def awaited_people(item: Item) -> list[Person]:
    """Whom the item waits for now: its hands, or those whose role makes the next move."""
    move = item.flow.awaited(item.state)
    if move is not None and move.who is Who.SCOPE:
        return [person for person in holders_of(move.by, item.area_path) if person.pk != item.submitted_by_id]
    return hands_of(item)


def tell(
    people: Iterable[Person], kind: str, item: Item, *, cause: str, now: dt.datetime, **data: str
) -> None:
    """One notice for each person, once per cause."""
    for person in {person.pk: person for person in people}.values():
        notify(person, kind=kind, cause=cause, item=item, data=data, now=now)


def tell_of_move(item: Item, step: Step, move: Move, *, now: dt.datetime) -> None:
    """Tell the hands that an item came to them or came back; never the one who moved it."""
    awaited = item.flow.awaited(item.state)
    reopened = item.flow.is_closed(step.source) and item.phase != Phase.CLOSED
    changed_hands = step.unit_id or step.handler_id or item.phase == Phase.HANDLING
    if reopened:
        people = [*hands_of(item), *heads_of(item)]
    elif awaited and awaited.who is not Who.SCOPE and changed_hands:
        people = hands_of(item)
    else:
        return
    people = [person for person in people if person.pk != step.actor_id]
    kind = "reopened" if reopened else "came"
    tell(people, kind, item, cause=f"step:{step.pk}", now=now, move=move.name)
