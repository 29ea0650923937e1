"""What both lists take in from the sheets that think tanks keep: 专家服务目录 and 专家（讲师）名册."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.spec import Entry, Key, Known, Place
from gongjian.core.intake.trying import each, refused_of
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.experts import actions
from gongjian.modules.experts.actions.cataloguing import PLAIN, ServiceFacts
from gongjian.modules.experts.actions.registering import PLAIN as SAID
from gongjian.modules.experts.actions.registering import ExpertFacts
from gongjian.modules.experts.durations import read_minutes
from gongjian.modules.experts.models import Expert, ExpertService, Mode, ServiceType

BY_NUMBER, BY_NAME = "number", "name"
FIXED = ("number", "unit")


class ServiceTaker:
    """A service is known by its number, or where the file bears none by its unit and name."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """The number, or unit and name."""
        if number := str(values.get("number", "")):
            return (BY_NUMBER, number, "")
        return (BY_NAME, str(values["unit"].pk) if values.get("unit") else "", str(values.get("title", "")))

    def check(self, entry: Entry, place: Place) -> None:
        """The duration can be read; from here on it is whole minutes."""
        _demand_actor(place)
        if "duration" in entry.values:
            entry.values["duration"] = str(minutes_of(entry.values["duration"]))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's services of these numbers, and of these units and names."""
        rows = ExpertService.objects.filter(office=place.office).with_all()
        numbered = rows.filter(number__in={key[1] for key in keys if key[0] == BY_NUMBER})
        found: dict[Key, Known] = {(BY_NUMBER, one.number, ""): _known(one) for one in numbered}
        named = [key for key in keys if key[0] == BY_NAME and key[1]]
        units, titles = {int(key[1]) for key in named}, {key[2] for key in named}
        for one in rows.kept().filter(unit__in=units, title__in=titles):
            found[(BY_NAME, str(one.unit_id), one.title)] = _known(one)
        return found

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each by the same act as on the page."""
        types, experts = _types(place), _experts(place)
        return each(entries, lambda one: _add_service(one, place, types, experts))

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """What the file says anew; number and unit stay."""
        _change_service(known.id, {name: entry.values[name] for name in names}, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Services that were brought in by mistake are withdrawn."""
        out = partial(actions.withdraw_service, reason=reason, actor=place.actor, now=place.now)
        return refused_of(ids, out)

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """As it was before the file."""
        _change_service(pk, dict(values), place)


class ExpertTaker:
    """An expert is known by unit and name; all else that is said of her may change by a file."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """Unit and name."""
        return (str(values["unit"].pk) if values.get("unit") else "", str(values.get("name", "")))

    def check(self, entry: Entry, place: Place) -> None:
        """Somebody brings it, and a lecturer has a topic."""
        _demand_actor(place)
        if entry.values.get("is_lecturer") and entry.values.get("topics") == "":
            raise Refused(_("a lecturer has at least one topic"))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's experts of these units and names who are available."""
        units, names = {int(key[0]) for key in keys if key[0]}, {key[1] for key in keys}
        found = Expert.objects.filter(
            office=place.office, unit__in=units, name__in=names, ended_at__isnull=True
        )
        return {
            (str(one.unit_id), one.name): Known(one.pk, one.name, {name: getattr(one, name) for name in SAID})
            for one in found
        }

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each by the same act as on the page."""
        return each(entries, lambda one: _add_expert(one, place))

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """What the file says anew."""
        _change_expert(known.id, {name: entry.values[name] for name in names if name != "unit"}, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Experts who were brought in by mistake are not available any more."""
        out = partial(actions.end_expert, reason=reason, actor=place.actor, now=place.now)
        return refused_of(ids, out)

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """As it was before the file."""
        _change_expert(pk, dict(values), place)


def minutes_of(text: str) -> int:
    """The minutes in a cell; refused in words when they cannot be read."""
    found = read_minutes(str(text))
    if found is None:
        words = _("“%(part)s” cannot be read as a duration; write for example 90分钟 or 2小时")
        raise Refused(words % {"part": text}, field="duration")
    return found


def types_of(place: Place) -> list[tuple[str, str]]:
    """The types in force, by key and name."""
    today = timezone.localtime(place.now).date()
    return [(str(one.pk), one.name) for one in ServiceType.objects.filter(office=place.office).on(today)]


def _add_service(
    entry: Entry, place: Place, types: Mapping[str, ServiceType], experts: Mapping[tuple[int, str], Expert]
) -> int:
    values = {name: value for name, value in entry.values.items() if value not in (None, "")}
    unit, number = values.pop("unit"), values.pop("number", "")
    facts = ServiceFacts(**_facts(values, unit.pk, types, experts))
    return actions.add_service(unit, facts=facts, number=number, actor=place.actor, now=place.now).pk


def _facts(
    values: dict[str, Any],
    unit_id: int,
    types: Mapping[str, ServiceType],
    experts: Mapping[tuple[int, str], Expert],
) -> dict[str, Any]:
    facts = dict(values)
    if "type" in facts:
        facts["type"] = types[facts["type"]]
    if "duration" in facts:
        facts["minutes"] = int(facts.pop("duration"))
    if "mode" in facts:
        facts["mode"] = facts["mode"] or Mode.PLACE
    if "expert" in facts:
        facts["expert"] = _named(facts["expert"], unit_id, experts)
    return facts


def _named(name: str, unit_id: int, experts: Mapping[tuple[int, str], Expert]) -> Expert | None:
    if name and (unit_id, name) not in experts:
        words = _("the unit has no expert called %(name)s: bring in the list of experts first")
        raise Refused(words % {"name": name}, field="expert")
    return experts.get((unit_id, name))


def _change_service(pk: int, given: dict[str, Any], place: Place) -> None:
    found = ExpertService.objects.with_all().get(pk=pk)
    if set(FIXED) & set(given):
        raise Refused(_("the service is here already for another unit: withdraw it there first"))
    facts = ServiceFacts(**{name: getattr(found, name) for name in PLAIN})
    experts = _experts(place) if "expert" in given else {}
    facts = replace(facts, **_facts(given, found.unit_id, _types(place), experts))
    actions.change_service(pk, facts=facts, actor=place.actor, now=place.now)


def _known(found: ExpertService) -> Known:
    values = {name: getattr(found, name) for name in PLAIN if name not in ("minutes", "type", "expert")}
    values |= {"type": str(found.type_id), "duration": str(found.minutes), "unit": found.unit}
    values |= {"expert": found.expert.name if found.expert else ""}
    return Known(found.pk, found.title, values)


def _add_expert(entry: Entry, place: Place) -> int:
    values = {name: value for name, value in entry.values.items() if value is not None}
    unit = values.pop("unit")
    return actions.add_expert(unit, facts=ExpertFacts(**values), actor=place.actor, now=place.now).pk


def _change_expert(pk: int, given: dict[str, Any], place: Place) -> None:
    found = Expert.objects.get(pk=pk)
    facts = ExpertFacts(**{name: getattr(found, name) for name in SAID}, contact=unseal(found, "contact"))
    actions.change_expert(pk, facts=replace(facts, **given), actor=place.actor, now=place.now)


def _types(place: Place) -> dict[str, ServiceType]:
    return {str(one.pk): one for one in ServiceType.objects.filter(office=place.office)}


def _experts(place: Place) -> dict[tuple[int, str], Expert]:
    return {(one.unit_id, one.name): one for one in Expert.objects.available().filter(office=place.office)}


def _demand_actor(place: Place) -> None:
    if place.actor is None:
        raise Refused(_("somebody brings these rows: say with --by who"))
