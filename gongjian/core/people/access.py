""" "What may I do here?", answered in one place: the roles a person holds today, for which areas."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from gongjian.core.areas.path import topmost
from gongjian.core.manifest import permissions


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
    from gongjian.core.orgs.models import Membership
    from gongjian.core.people.models import Holding, Person

    if not isinstance(person, Person) or not person.is_active:
        return NOBODY
    day = today or timezone.localdate()
    away = Person.objects.filter(stand_in=person, away_from__lte=day, is_active=True)
    away = away.filter(Q(away_until__isnull=True) | Q(away_until__gte=day))
    live = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
    held: dict[str, list[str]] = {}
    for role, path in Holding.objects.filter(live, person=person).values_list("role", "area_path"):
        held.setdefault(role, []).append(path)
    stands_in_for = _ids(away.values_list("pk", flat=True))
    mine = Membership.objects.filter(live, person_id__in=[person.pk, *stands_in_for], unit__active=True)
    memberships = list(mine.values_list("unit_id", "is_head"))
    return Access(
        person_id=person.pk,
        paths_by_role={role: tuple(paths) for role, paths in held.items()},
        unit_ids=_ids(unit for unit, _head in memberships),
        headed_unit_ids=_ids(unit for unit, head in memberships if head),
        stands_in_for=stands_in_for,
    )


def _ids(numbers: Iterable[int]) -> frozenset[int]:
    return frozenset(numbers)
