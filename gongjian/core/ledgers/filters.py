"""Filters of a ledger: each is one or two query parameters, a form field with allowed values, and a condition."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import within_any
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.words import Words

Choices = Sequence[tuple[str, Words]]
SHORT_LIST = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter needs to know of the request: whose it is, under which permission, and the moment."""

    access: Access
    permission: str
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """The base: `name` is the query parameter, `path` the query path it narrows."""

    name: str
    label: Words
    path: str = ""

    def params(self) -> tuple[str, ...]:
        """The query parameters that belong to the filter."""
        return (self.name,)

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        """A form field per parameter; it allows only values that make sense for this person."""
        raise NotImplementedError

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """The rows wanted, from the cleaned values; called only when something was given."""
        raise NotImplementedError

    def words(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """What the chip says after the label."""
        return str(given[self.name])


@dataclass(frozen=True, slots=True)
class TextFilter(Filter):
    """Words anywhere in one or several columns, or whatever `search(text)` finds."""

    paths: tuple[str, ...] = ()
    search: Callable[[str], Q] | None = None

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        """One line of text."""
        return {self.name: forms.CharField(label=self.label, required=False, max_length=60)}

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Any of the columns holds the text."""
        if self.search is not None:
            return self.search(given[self.name])
        found = Q(pk__in=[])
        for path in self.paths or (self.path,):
            found |= Q(**{f"{path}__icontains": given[self.name]})
        return found


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Filter):
    """One or several of a fixed list, or of a list that depends on the person (`choices(asked)`)."""

    choices: Choices | Callable[[Asked], Choices] = ()

    def allowed(self, asked: Asked) -> list[tuple[str, Words]]:
        """Values and their words."""
        return list(self.choices(asked) if callable(self.choices) else self.choices)

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        """Several may be chosen: boxes for a short list."""
        allowed = self.allowed(asked)
        widget = forms.CheckboxSelectMultiple if len(allowed) <= SHORT_LIST else forms.SelectMultiple
        return {
            self.name: forms.MultipleChoiceField(
                label=self.label, required=False, choices=allowed, widget=widget
            )
        }

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """One of the values."""
        return Q(**{f"{self.path}__in": given[self.name]})

    def words(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """The chosen words."""
        known = {str(value): str(label).strip() for value, label in form.fields[self.name].choices}  # type: ignore[attr-defined]
        return "、".join(known[str(value)] for value in given[self.name])


@dataclass(frozen=True, slots=True)
class ConditionFilter(ChoiceFilter):
    """A list of named conditions: `conditions[value](now)` is the Q of a value."""

    conditions: Mapping[str, Callable[[dt.datetime], Q]] = field(default_factory=dict)

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Any of the named conditions."""
        found = Q(pk__in=[])
        for value in given[self.name]:
            found |= self.conditions[value](asked.now)
        return found


@dataclass(frozen=True, slots=True)
class DatesFilter(Filter):
    """From one day to another, both included, in the office's own time zone. `path` is a date or a moment."""

    moments: bool = True

    def params(self) -> tuple[str, ...]:
        """Two: the first day and the last."""
        return (f"{self.name}_from", f"{self.name}_to")

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        """Two dates."""
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        labels = (_("%(what)s from") % {"what": self.label}, _("%(what)s to") % {"what": self.label})
        return {
            name: forms.DateField(
                label=label, required=False, widget=day, input_formats=["%Y-%m-%d", "%Y/%m/%d"]
            )
            for name, label in zip(self.params(), labels, strict=True)
        }

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """The half-open span of days."""
        found = Q()
        first, last = (given.get(name) for name in self.params())
        if first:
            found &= Q(**{f"{self.path}__gte": self._edge(first)})
        if last:
            found &= Q(**{f"{self.path}__lt": self._edge(last + dt.timedelta(days=1))})
        return found

    def words(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """Both ends, as far as given."""
        first, last = (given.get(name) for name in self.params())
        return f"{first or '…'} – {last or '…'}"

    def _edge(self, day: dt.date) -> dt.date | dt.datetime:
        if not self.moments:
            return day
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


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

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """Under any of the chosen areas."""
        paths = Area.objects.filter(pk__in=given[self.name]).values_list("path", flat=True)
        return within_any(self.path, list(paths))


@dataclass(frozen=True, slots=True)
class UnitFilter(ChoiceFilter):
    """Rows of a unit: `path` is the unit's id column. Units of the offices in which the person may read."""

    path: str = "unit_id"

    def allowed(self, asked: Asked) -> list[tuple[str, Words]]:
        """Inside units under the person's areas, and her own."""
        own = Unit.objects.under_any(asked.access.paths(asked.permission)).inside()
        mine = Unit.objects.filter(pk__in=asked.access.unit_ids)
        return [(str(unit.pk), str(unit)) for unit in (own | mine).distinct()]


class FilterForm(forms.Form):
    """All filters of a ledger in one form; what was typed stays in it when something is wrong."""

    def __init__(self, filters: Iterable[Filter], data: Any, asked: Asked) -> None:
        super().__init__(data)
        for part in filters:
            self.fields.update(part.fields(asked))

    def clean(self) -> dict[str, Any]:
        """A span of days runs forwards."""
        given = super().clean() or {}
        for name in [name for name in self.fields if name.endswith("_from")]:
            first, last = given.get(name), given.get(name.removesuffix("_from") + "_to")
            if first and last and first > last:
                self.add_error(name, gettext_lazy("The first day lies after the last one."))
        return given
