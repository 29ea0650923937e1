"""The filter on categories: one of the tree takes in those below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.asking import HERE, MODES, Asked, Choices
from gongjian.core.ledgers.filters import ChoiceFilter
from gongjian.core.words import Words
from gongjian.modules.reports.models import Category

STEP = "\u3000"


@dataclass(frozen=True, slots=True)
class CategoryFilter(ChoiceFilter):
    """Rows of a category or of one below it: `path` is the column of its id. Categories of the offices in which the person
    reads, in the order of the tree; one out of use says so."""

    def allowed(self, asked: Asked) -> list[tuple[str, Words]]:
        """The tree, deeper ones set in."""
        offices = Area.objects.under_any(asked.access.paths(asked.permission)).values("office")
        rows = Category.objects.filter(Q(office__isnull=True) | Q(office__in=offices))
        return [(str(one.pk), STEP * depth + _name(one)) for depth, one in rows.in_tree()]

    def modes(self) -> Choices:
        """What has the category itself, without those below it."""
        return [*ChoiceFilter.modes(self), (HERE, MODES[HERE])]

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """One of the chosen ones, or one below them."""
        chosen = tuple(int(one) for one in given[self.name])
        if given.get(self.mode_name) == HERE:
            return Q(**{f"{self.path}__in": chosen})
        ids = asked.remember((self.name, chosen), lambda: Category.objects.all().with_those_below(chosen))
        return Q(**{f"{self.path}__in": ids})

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """Their names, and that nothing below them is meant."""
        told = ChoiceFilter.words_of(self, given, form)
        return _("only %(place)s itself") % {"place": told} if given.get(self.mode_name) == HERE else told


def _name(category: Category) -> str:
    return _("%(name)s (no longer used)") % {"name": category.name} if category.until else category.name
