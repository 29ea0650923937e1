"""What the list of units takes in from the rolls that offices keep: 共建单位名册."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.spec import Entry, Key, Known, Place
from gongjian.core.intake.trying import refused_of
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.network import actions
from gongjian.modules.network.actions.joining import Facts
from gongjian.modules.network.models import IN_ALLIANCE, LIVE, Joining
from gongjian.modules.network.names import key_of

SAID = ("kind", "address", "gives")


class PartnerTaker:
    """A unit is known by its name, however it is spaced or bracketed; all else that is said of it may change by a file."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """The name without width, case, blanks and marks."""
        return (key_of(str(values.get("name", ""))),)

    def check(self, entry: Entry, place: Place) -> None:
        """Nobody is a member from a day to come."""
        since = entry.values.get("since")
        if since and since > timezone.localdate(place.now):
            raise Refused(_("the day of joining lies in the future"))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's units of these names."""
        rows = Joining.objects.filter(
            office=place.office, name_key__in=[key[0] for key in keys], state__in=LIVE
        )
        return {(row.name_key,): Known(row.pk, row.name, _values(row)) for row in rows}

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """All at once: members from the day given, else from today."""
        today = timezone.localdate(place.now)
        rows = [(_facts(one.values), one.values.get("since") or today) for one in entries]
        return actions.bring_in(place.office, rows, actor=place.actor, now=place.now)

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """What the file says anew; name and day of joining stay."""
        if "since" in names:
            raise Refused(_("the unit is a member since another day: that is not changed by a file"))
        self.put_back(known.id, {name: entry.values[name] for name in names if name != "name"}, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Units that were brought in by mistake leave the alliance."""
        rows = {row.pk: row for row in Joining.objects.filter(pk__in=ids, state__in=IN_ALLIANCE)}
        given = {
            "reason": reason,
            "on": timezone.localdate(place.now),
            "actor": place.actor,
            "now": place.now,
        }
        return refused_of(rows, lambda pk: actions.leave(rows[pk], **given))

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """Facts as given, the others as they are."""
        row = Joining.objects.get(pk=pk)
        said = _values(row) | dict(values)
        facts = Facts(name=row.name, **{name: said[name] for name in (*SAID, "contact", "phone")})
        actions.correct_joining(row, facts=facts, actor=place.actor, now=place.now)


def _values(row: Joining) -> dict[str, Any]:
    sealed = {name: unseal(row, name) for name in ("contact", "phone")}
    return {name: getattr(row, name) for name in SAID} | sealed | {"since": row.since}


def _facts(values: Mapping[str, Any]) -> Facts:
    return Facts(**{name: value for name, value in values.items() if name != "since"})
