""" "What may I do here?", answered in one place: the roles a person holds today, for which areas."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from gongjian.core.areas.path import topmost
from gongjian.core.compiled import Compiled
from gongjian.core.manifest import permissions

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Access:
    """A person's roles on one day. Units and items of those she stands in for follow; their roles do not.

    Build once per request with `access_of`; every question is answered from memory."""

    person_id: int | None
    paths_by_role: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unit_ids: frozenset[int] = frozenset()
    headed_unit_ids: frozenset[int] = frozenset()
    stands_in_for: frozenset[int] = frozenset()

    def paths(self, permission: str) -> list[str]:
        """Topmost area paths for which a role with this permission is held. KeyError for an unknown one."""
        roles = permissions()[permission].roles
        return topmost([path for role in roles for path in self.paths_by_role.get(role, ())])

    def may(self, permission: str, path: str) -> bool:
        """Whether the permission is held for the area of this path."""
        return any(path.startswith(own) for own in self.paths(permission))

    def may_anywhere(self, permission: str) -> bool:
        """Whether the permission is held for any area: enough to show a menu entry, never enough to act."""
        return bool(self.paths(permission))

    @property
    def person_ids(self) -> frozenset[int]:
        """The person and all for whom she stands in today."""
        own = {self.person_id} if self.person_id else set()
        return frozenset(own) | self.stands_in_for


NOBODY = Access(person_id=None)


def access_of(person: object, *, today: dt.date | None = None) -> Access:
    """The access of a signed-in person on a day (default: today); nobody's for an anonymous or disabled."""
    from gongjian.core.people.models import Person

    if not isinstance(person, Person) or not person.is_active:
        return NOBODY
    day = today or timezone.localdate()
    rows = _JOINED.rows(pk=person.pk, day=day)
    held: dict[str, dict[str, None]] = {}
    for pk, *_unit, role, path in rows:
        if pk == person.pk and role is not None:
            held.setdefault(role, {})[path] = None
    mine = {(unit, head) for _pk, unit, head, active, *_held in rows if active}
    return Access(
        person_id=person.pk,
        paths_by_role={role: tuple(paths) for role, paths in held.items()},
        unit_ids=_ids(unit for unit, _head in mine),
        headed_unit_ids=_ids(unit for unit, head in mine if head),
        stands_in_for=_ids(pk for pk, *_rest in rows if pk != person.pk),
    )


def _joined(pk: int, day: dt.date) -> "QuerySet[Any, Any]":
    """She and all she stands in for, each with every unit and every role held that day: id, unit, whether its head,
    whether the unit is at work, role, area path."""
    from gongjian.core.people.models import Person

    away = Q(stand_in=pk, away_from__lte=day, is_active=True)
    away &= Q(away_until__isnull=True) | Q(away_until__gte=day)
    found = Person.objects.filter(Q(pk=pk) | away)
    found = found.annotate(joined=_live("memberships", day), held=_live("holdings", day))
    return found.order_by("pk", "held__pk").values_list(
        "pk", "joined__unit_id", "joined__is_head", "joined__unit__active", "held__role", "held__area_path"
    )


def _live(relation: str, day: dt.date) -> FilteredRelation:
    until = Q(**{f"{relation}__until__isnull": True}) | Q(**{f"{relation}__until__gt": day})
    return FilteredRelation(relation, condition=Q(**{f"{relation}__since__lte": day}) & until)


_JOINED = Compiled(_joined, pk=-1, day=dt.date(1, 1, 1))


def _ids(numbers: Iterable[int]) -> frozenset[int]:
    return frozenset(numbers)
