"""The kinds of filters: text, lists, conditions, numbers, yes and no, areas, units; days stand in `filter_days`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import within_any
from gongjian.core.ledgers.asking import HERE, MODES, NOT, Asked, Choices, Filter, FilterForm
from gongjian.core.ledgers.filter_days import DatesFilter, OtherDatesFilter
from gongjian.core.orgs.models import Unit
from gongjian.core.words import Words

__all__ = [
    "AreaFilter",
    "Asked",
    "ChoiceFilter",
    "Choices",
    "ConditionFilter",
    "DatesFilter",
    "Filter",
    "FilterForm",
    "NumberFilter",
    "OtherDatesFilter",
    "TextFilter",
    "UnitFilter",
    "YesNoFilter",
]
SHORT_LIST = 8


@dataclass(frozen=True, slots=True)
class TextFilter(Filter):
    """Words anywhere in one or several columns, or whatever `search(text)` finds."""

    paths: tuple[str, ...] = ()
    search: Callable[[str], Q] | None = None

    def modes(self) -> Choices:
        """Without the words too."""
        return [(NOT, MODES[NOT]), *Filter.modes(self)]

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """One line of text."""
        return {self.name: forms.CharField(label=self.label, required=False, max_length=60)}

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Any of the columns holds the text."""
        if self.search is not None:
            return self.search(given[self.name])
        found = Q(pk__in=[])
        for path in self.paths or (self.path,):
            found |= Q(**{f"{path}__icontains": given[self.name]})
        return found


@dataclass(frozen=True, slots=True)
class NumberFilter(Filter):
    """From one number to another, both included."""

    def own_params(self) -> tuple[str, ...]:
        """Two: the smallest and the largest."""
        return (f"{self.name}_min", f"{self.name}_max")

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """Two numbers."""
        labels = (_("%(what)s at least") % {"what": self.label}, _("%(what)s at most") % {"what": self.label})
        return {
            name: forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=4)
            for name, label in zip(self.own_params(), labels, strict=True)
        }

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Within the bounds that were given."""
        low, high = (given.get(name) for name in self.own_params())
        found = Q() if low is None else Q(**{f"{self.path}__gte": low})
        return found if high is None else found & Q(**{f"{self.path}__lte": high})

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """Both ends, as far as given."""
        low, high = (given.get(name) for name in self.own_params())
        return f"{_bare(low)} – {_bare(high)}"


def _bare(number: Decimal | None) -> str:
    return "…" if number is None else f"{number.normalize():f}"


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Filter):
    """One or several of a fixed list, or of a list that depends on the person (`choices(asked)`)."""

    choices: Choices | Callable[[Asked], Choices] = ()

    def modes(self) -> Choices:
        """All but these too."""
        return [(NOT, MODES[NOT]), *Filter.modes(self)]

    def allowed(self, asked: Asked) -> list[tuple[str, Words]]:
        """Values and their words."""
        return list(self.choices(asked) if callable(self.choices) else self.choices)

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """Several may be chosen: boxes for a short list."""
        allowed = asked.remember((self.name, "choices"), lambda: self.allowed(asked))
        widget = forms.CheckboxSelectMultiple if len(allowed) <= SHORT_LIST else forms.SelectMultiple
        return {
            self.name: forms.MultipleChoiceField(
                label=self.label, required=False, choices=allowed, widget=widget
            )
        }

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """One of the values."""
        return Q(**{f"{self.path}__in": given[self.name]})

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """The chosen words."""
        known = {str(value): str(label).strip() for value, label in form.fields[self.name].choices}  # type: ignore[attr-defined]
        return "、".join(known[str(value)] for value in given[self.name])


@dataclass(frozen=True, slots=True)
class ConditionFilter(ChoiceFilter):
    """A list of named conditions: `conditions[value](now)` is the Q of a value."""

    conditions: Mapping[str, Callable[[dt.datetime], Q]] = field(default_factory=dict)

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Any of the named conditions."""
        found = Q(pk__in=[])
        for value in given[self.name]:
            found |= self.conditions[value](asked.now)
        return found


@dataclass(frozen=True, slots=True)
class YesNoFilter(ChoiceFilter):
    """A column that is true or false, and may be unknown."""

    choices: Choices | Callable[[Asked], Choices] = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))

    def modes(self) -> Choices:
        """No "not": that is the other answer."""
        return Filter.modes(self)

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """One of the answers."""
        return Q(**{f"{self.path}__in": [value == "yes" for value in given[self.name]]})


@dataclass(frozen=True, slots=True)
class AreaFilter(ChoiceFilter):
    """Rows in an area or below it: `path` is the area path column. Offices and what the person may read below them."""

    path: str = "area_path"
    levels: tuple[str, ...] = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY)

    def allowed(self, asked: Asked) -> list[tuple[str, Words]]:
        """The working offices' areas under the person's own, deeper ones set in."""
        areas = (
            Area.objects.under_any(asked.access.paths(asked.permission))
            .current()
            .filter(level__in=self.levels)
        )
        areas = areas.filter(Q(is_office=True) | Q(office__is_office=True)).order_by("path")
        found = list(areas.only("pk", "name", "depth", "path"))
        top = min((area.depth for area in found), default=0)
        return [(str(area.pk), "\u3000" * (area.depth - top) + area.short_name) for area in found]

    def modes(self) -> Choices:
        """What stands at the place itself, without what lies below it."""
        return [*ChoiceFilter.modes(self), (HERE, MODES[HERE])]

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Under any of the chosen areas, or at them."""
        paths = self.paths(given, asked)
        if given.get(self.mode_name) == HERE:
            return Q(**{f"{self.path}__in": paths})
        return within_any(self.path, paths)

    def paths(self, given: Mapping[str, Any], asked: Asked) -> list[str]:
        """The paths of the chosen areas."""
        chosen = tuple(given[self.name])
        areas = Area.objects.filter(pk__in=chosen)
        return asked.remember((self.name, chosen), lambda: list(areas.values_list("path", flat=True)))

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """The areas, and that nothing below them is meant."""
        told = ChoiceFilter.words_of(self, given, form)
        return _("only %(place)s itself") % {"place": told} if given.get(self.mode_name) == HERE else told


@dataclass(frozen=True, slots=True)
class UnitFilter(ChoiceFilter):
    """Rows of a unit: `path` is the unit's id column. Units of the offices in which the person may read; with `everybody`
    partners, outside units and Party organisations too."""

    path: str = "unit_id"
    everybody: bool = field(default=False, kw_only=True)
    blank: str = field(default="null", kw_only=True)

    def allowed(self, asked: Asked) -> list[tuple[str, Words]]:
        """Units under the person's areas, and her own."""
        own = Unit.objects.under_any(asked.access.paths(asked.permission))
        own = own.filter(active=True) if self.everybody else own.inside()
        mine = Unit.objects.filter(pk__in=asked.access.unit_ids)
        return [(str(unit.pk), str(unit)) for unit in (own | mine).distinct()]
