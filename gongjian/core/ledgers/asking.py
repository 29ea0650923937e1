"""What every filter of a ledger is: query parameters, form fields that allow only what makes sense, a condition, words."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.people.access import Access
from gongjian.core.words import Words

T = TypeVar("T")
Choices = Sequence[tuple[str, Words]]
NOT, EMPTY, FILLED, HERE = "not", "empty", "filled", "here"
MODES: dict[str, Words] = {
    NOT: pgettext_lazy("mode of a filter", "Not these"),
    EMPTY: pgettext_lazy("mode of a filter", "Nothing entered"),
    FILLED: pgettext_lazy("mode of a filter", "Something entered"),
    HERE: pgettext_lazy("mode of a filter", "Only here, not below"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter needs to know of the request: whose it is, under which permission, and the moment. `memo` keeps what
    filters looked up, so that many views cost no more queries than one."""

    access: Access
    permission: str
    now: dt.datetime
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: Any, look: Callable[[], T]) -> T:
        """What `look()` gives, asked once per request."""
        if key not in self.memo:
            self.memo[key] = look()
        found: T = self.memo[key]
        return found


@dataclass(frozen=True, slots=True)
class Filter:
    """The base: `name` is the query parameter, `path` the query path it narrows. A filter whose `modes()` are not empty
    has a second parameter, `<name>_is`: not these, nothing entered, something entered.

    `blank` says what nothing is in the column: "null" or "text" (null or empty); "" where it always holds something.
    """

    name: str
    label: Words
    path: str = ""
    blank: str = field(default="", kw_only=True)

    @property
    def mode_name(self) -> str:
        """The parameter of the mode."""
        return f"{self.name}_is"

    def own_params(self) -> tuple[str, ...]:
        """The parameters that hold the values."""
        return (self.name,)

    def modes(self) -> Choices:
        """The modes that make sense here."""
        return [(mode, MODES[mode]) for mode in (EMPTY, FILLED)] if self.blank else []

    def params(self) -> tuple[str, ...]:
        """All query parameters that belong to the filter."""
        return (*self.own_params(), *((self.mode_name,) if self.modes() else ()))

    def is_on(self, given: Mapping[str, Any]) -> bool:
        """Whether the cleaned values ask anything of this filter; "not" or "here" alone asks nothing."""
        stands = given.get(self.mode_name) not in (None, "", NOT, HERE)
        return stands or any(given.get(name) not in (None, "", [], False) for name in self.own_params())

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """A form field per value; it allows only values that make sense for this person."""
        raise NotImplementedError

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        """All form fields: the values', and the mode's."""
        found = self.inputs(asked)
        if modes := self.modes():
            label = _("%(what)s: how") % {"what": self.label}
            choices = [("", pgettext_lazy("mode of a filter", "As given above")), *modes]
            found[self.mode_name] = forms.ChoiceField(label=label, required=False, choices=choices)
        return found

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """The rows that hold one of the cleaned values."""
        raise NotImplementedError

    def condition(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """The rows wanted; called only when the filter is on."""
        mode = given.get(self.mode_name)
        if mode in (EMPTY, FILLED):
            return self.nothing() if mode == EMPTY else ~self.nothing()
        found = self.matches(given, asked)
        return ~found if mode == NOT else found

    def nothing(self) -> Q:
        """The rows without a value."""
        empty = Q(**{f"{self.path}__isnull": True})
        return empty | Q(**{self.path: ""}) if self.blank == "text" else empty

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """The values in words."""
        return str(given[self.name])

    def words(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """What the chip says after the label."""
        mode = given.get(self.mode_name)
        if mode in (EMPTY, FILLED):
            return str(MODES[mode])
        told = self.words_of(given, form)
        return _("not %(values)s") % {"values": told} if mode == NOT else told


class FilterForm(forms.Form):
    """All filters of a ledger in one form; what was typed stays in it when something is wrong."""

    def __init__(self, filters: Iterable[Filter], data: Any, asked: Asked) -> None:
        super().__init__(data)
        for part in filters:
            self.fields.update(part.fields(asked))

    def clean(self) -> dict[str, Any]:
        """A span runs forwards, of days and of numbers."""
        given = super().clean() or {}
        for first, last, words in SPANS:
            for name in [name for name in self.fields if name.endswith(first)]:
                low, high = given.get(name), given.get(name.removesuffix(first) + last)
                if low is not None and high is not None and low > high:
                    self.add_error(name, words)
        return given


SPANS = (
    ("_from", "_to", gettext_lazy("The first day lies after the last one.")),
    ("_min", "_max", gettext_lazy("The smallest number is larger than the largest.")),
)
