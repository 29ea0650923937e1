"""What both lists take in from the sheets that offices keep: 资源清单 and 需求清单."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.spec import Entry, Key, Known, Place
from gongjian.core.intake.trying import each, refused_of
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.items.withdrawing import withdraw_items
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import PLAIN, Facts, windows_of
from gongjian.modules.exchange.models import ExchangeCategory, Need, Per, Resource
from gongjian.modules.exchange.windows import BadWindow, read_windows, write_windows

ASKED = ("category", "quantity", "measure", "text", "households", "people", "wanted_by", "urgency", "origin")


class ResourceTaker:
    """A resource is known by its unit and its name; all that is said of it may change by a file."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """Unit and name."""
        return (str(values["unit"].pk) if values.get("unit") else "", str(values.get("title", "")))

    def check(self, entry: Entry, place: Place) -> None:
        """Days and hours run forwards."""
        _demand_actor(place)
        values = entry.values
        if values.get("since") and values.get("until") and values["until"] < values["since"]:
            raise Refused(_("the last day lies before the first"))
        hours_of(values.get("windows", ""))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's resources of these units and names."""
        found = Resource.objects.filter(
            office=place.office, title__in={key[1] for key in keys}, unit_id__in={int(key[0]) for key in keys if key[0]}
        )  # fmt: skip
        return {(str(one.unit_id), one.title): _known(one) for one in found.kept().with_all()}

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each by the same act as on the page."""
        categories = _categories(place)
        return each(entries, lambda one: _add_resource(one, place, categories))

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """What the file says anew; the rest stays as it is."""
        given = {name: entry.values[name] for name in names}
        _change_resource(known.id, given, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Resources that were brought in by mistake are withdrawn."""
        out = partial(actions.withdraw_resource, reason=reason, actor=place.actor, now=place.now)
        return refused_of(ids, out)

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """As it was before the file."""
        _change_resource(pk, dict(values), place)


class NeedTaker:
    """A need is known in the office by what is needed and whose it is."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """Title and whose."""
        return (str(values.get("title", "")), str(values.get("whose", "")))

    def check(self, entry: Entry, place: Place) -> None:
        """Somebody brings it, and the day is not over."""
        _demand_actor(place)
        if (day := entry.values.get("wanted_by")) and day < timezone.localtime(place.now).date():
            raise Refused(_("the day by which it is needed is over already"))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's needs of these titles."""
        titles = {key[0] for key in keys}
        found = Need.objects.filter(item__office=place.office, item__title__in=titles, item__kind="need")
        found = found.exclude(item__state=WITHDRAWN).with_all()
        return {(one.item.title, one.whose): _known_need(one) for one in found}

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each by the same act as on the page."""
        categories = _categories(place)
        return each(entries, lambda one: _add_need(one, place, categories))

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """What the file says anew; place and unit are changed on the need's own page."""
        if set(names) - set(ASKED):
            raise Refused(_("the need is here already at another place: change that on its own page"))
        _change_need(known.id, {name: entry.values[name] for name in names}, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Needs that were brought in by mistake leave the list."""
        answers = withdraw_items(ids, reason=reason, actor=place.actor, now=place.now)
        return {pk: answer for pk, answer in answers.items() if isinstance(answer, Refused)}

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """As it was before the file."""
        _change_need(pk, dict(values), place)


def hours_of(text: str) -> list[Any]:
    """The hours of the week in a cell or a field; refused in words when they cannot be read."""
    try:
        return read_windows(text)
    except BadWindow as bad:
        words = (
            _("“%(part)s” ends before it begins")
            if bad.reversed
            else _("“%(part)s” cannot be read; write for example 周一至周五 9:00-11:30；周六 14:00-17:00")
        )
        raise Refused(words % {"part": bad.part}, field="windows") from bad


def _add_resource(entry: Entry, place: Place, categories: Mapping[str, ExchangeCategory]) -> int:
    values = dict(entry.values)
    unit, area = values.pop("unit"), values.pop("area", None)
    values["category"] = categories[values["category"]]
    values["windows"] = hours_of(values.get("windows", ""))
    values.setdefault("per", Per.MONTH)
    facts = Facts(**values)
    return actions.add_resource(unit, facts=facts, area=area, actor=place.actor, now=place.now).pk


def _change_resource(pk: int, given: dict[str, Any], place: Place) -> None:
    found = Resource.objects.with_all().get(pk=pk)
    if {"area", "unit"} & set(given):
        raise Refused(_("the resource is here already at another place: change that on its own page"))
    facts = Facts(
        **{name: getattr(found, name) for name in PLAIN},
        windows=windows_of(found),
        contact=unseal(found, "contact"),
    )
    if "category" in given:
        given["category"] = _categories(place)[given["category"]]
    if "windows" in given:
        given["windows"] = hours_of(given["windows"])
    actions.change_resource(pk, facts=replace(facts, **given), actor=_actor(place), now=place.now)


def _known(found: Resource) -> Known:
    values = {name: getattr(found, name) for name in PLAIN if name not in ("lat", "lon", "category")}
    values |= {"category": str(found.category_id), "windows": write_windows(windows_of(found))}
    return Known(found.pk, found.title, values)


def _add_need(entry: Entry, place: Place, categories: Mapping[str, ExchangeCategory]) -> int:
    values = dict(entry.values)
    title, area, where = values.pop("title"), values.pop("area", None), values.pop("place", "")
    wanted = Wanted(**_asked(values, categories), whose=values.get("whose", ""))
    need = actions.open_need(
        area or place.office, title=title, wanted=wanted, place=where, unit=values.pop("unit", None),
        actor=_actor(place), now=place.now,
    )  # fmt: skip
    return need.pk


def _asked(values: dict[str, Any], categories: Mapping[str, ExchangeCategory]) -> dict[str, Any]:
    given = {name: values[name] for name in ASKED if values.get(name) not in (None, "")}
    if "category" in given:
        given["category"] = categories[given["category"]]
    if "urgency" in given:
        given["urgency"] = int(given["urgency"])
    return given


def _change_need(pk: int, given: dict[str, Any], place: Place) -> None:
    found = Need.objects.with_all().get(pk=pk)
    wanted = Wanted(**{name: getattr(found, name) for name in ASKED}, whose=found.whose)
    wanted = replace(wanted, **_asked(given, _categories(place)))
    actions.describe_need(pk, wanted=wanted, actor=_actor(place), now=place.now)


def _known_need(found: Need) -> Known:
    values = {name: getattr(found, name) for name in ASKED}
    values |= {"category": str(found.category_id), "urgency": str(found.urgency)}
    return Known(found.pk, found.item.title, values)


def _categories(place: Place) -> dict[str, ExchangeCategory]:
    return {str(one.pk): one for one in ExchangeCategory.objects.of_office(place.office.pk)}


def categories_of(place: Place) -> list[tuple[str, str]]:
    """The categories in force, by key and name."""
    today = timezone.localtime(place.now).date()
    return [(str(one.pk), one.name) for one in ExchangeCategory.objects.of_office(place.office.pk).on(today)]


def _demand_actor(place: Place) -> None:
    if place.actor is None:
        raise Refused(_("somebody brings these rows: say with --by who"))


def _actor(place: Place) -> Any:
    return place.actor
