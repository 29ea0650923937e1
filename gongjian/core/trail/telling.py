"""A row's changes in words: names of facts, and before → after."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Level
from gongjian.core.clock.models import TimeLimit
from gongjian.core.manifest import flows
from gongjian.core.people.roles import Role
from gongjian.core.trail.models import TrailRow

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = str

NOTHING = "–"
FACTS: dict[str, Words] = {
    "accepted": pgettext_lazy("fact in the trail", "accepted"),
    "active": pgettext_lazy("fact in the trail", "in use"),
    "added": pgettext_lazy("fact in the trail", "added"),
    "amount": pgettext_lazy("fact in the trail", "amount"),
    "applied": pgettext_lazy("fact in the trail", "applied"),
    "area": pgettext_lazy("fact in the trail", "area"),
    "category": pgettext_lazy("fact in the trail", "category"),
    "channel": pgettext_lazy("fact in the trail", "channel"),
    "clock": pgettext_lazy("fact in the trail", "clock"),
    "code": pgettext_lazy("fact in the trail", "code"),
    "codes": pgettext_lazy("fact in the trail", "codes"),
    "day": pgettext_lazy("fact in the trail", "day"),
    "device": pgettext_lazy("fact in the trail", "device"),
    "due_on": pgettext_lazy("fact in the trail", "due on"),
    "duty": pgettext_lazy("fact in the trail", "duty"),
    "ended": pgettext_lazy("fact in the trail", "ended"),
    "field": pgettext_lazy("fact in the trail", "datum"),
    "filters": pgettext_lazy("fact in the trail", "filters"),
    "format": pgettext_lazy("fact in the trail", "format"),
    "gone_on": pgettext_lazy("fact in the trail", "gone on"),
    "handler": pgettext_lazy("fact in the trail", "handler"),
    "head": pgettext_lazy("fact in the trail", "head"),
    "instead of": pgettext_lazy("fact in the trail", "instead of"),
    "into": pgettext_lazy("fact in the trail", "merged into"),
    "is_active": pgettext_lazy("fact in the trail", "account in use"),
    "kind": pgettext_lazy("fact in the trail", "kind"),
    "language": pgettext_lazy("fact in the trail", "language"),
    "level": pgettext_lazy("fact in the trail", "level"),
    "limit": pgettext_lazy("fact in the trail", "limit"),
    "lines": pgettext_lazy("fact in the trail", "lines"),
    "move": pgettext_lazy("fact in the trail", "step"),
    "name": pgettext_lazy("fact in the trail", "name"),
    "number": pgettext_lazy("fact in the trail", "number"),
    "number elsewhere": pgettext_lazy("fact in the trail", "number elsewhere"),
    "office": pgettext_lazy("fact in the trail", "office"),
    "parent": pgettext_lazy("fact in the trail", "belongs to"),
    "paper": pgettext_lazy("fact in the trail", "paper"),
    "person": pgettext_lazy("fact in the trail", "person"),
    "post": pgettext_lazy("fact in the trail", "post"),
    "progress": pgettext_lazy("fact in the trail", "progress"),
    "proposed": pgettext_lazy("fact in the trail", "proposed"),
    "public": pgettext_lazy("fact in the trail", "public"),
    "refused": pgettext_lazy("fact in the trail", "refused"),
    "reported as": pgettext_lazy("fact in the trail", "reported as"),
    "result": pgettext_lazy("fact in the trail", "result"),
    "role": pgettext_lazy("fact in the trail", "role"),
    "round": pgettext_lazy("fact in the trail", "round"),
    "rows": pgettext_lazy("fact in the trail", "rows"),
    "sessions": pgettext_lazy("fact in the trail", "sessions"),
    "sha256": pgettext_lazy("fact in the trail", "SHA-256"),
    "since": pgettext_lazy("fact in the trail", "since"),
    "source": pgettext_lazy("fact in the trail", "source"),
    "stage": pgettext_lazy("fact in the trail", "stage"),
    "state": pgettext_lazy("fact in the trail", "state"),
    "unit": pgettext_lazy("fact in the trail", "unit"),
    "until": pgettext_lazy("fact in the trail", "until"),
    "username": pgettext_lazy("fact in the trail", "sign-in name"),
    "verdict": pgettext_lazy("fact in the trail", "verdict"),
}


def changes_of(row: TrailRow) -> list[tuple[str, str]]:
    """Name and text of every fact that the row holds, in the reader's language where the words are known."""
    words = _value_words(row)
    return [
        (str(FACTS.get(name, name)), _told(value, words.get(name, {}))) for name, value in row.changes.items()
    ]


def _value_words(row: TrailRow) -> dict[str, dict[str, Any]]:
    """For facts whose values are codes: the words of each code."""
    words: dict[str, dict[str, Any]] = {"role": dict(Role.choices), "level": dict(Level.choices)}
    words |= {"unit": dict(TimeLimit.UNITS), **_choices_of(row.model)}
    flow = flows().get(row.item.kind) if row.item else None
    if flow is not None:
        words["state"] = {name: state.label for name, state in flow.states.items()}
        words |= {"result": dict(flow.results), "clock": dict(flow.clocks)}
    return words


def _choices_of(model: str) -> dict[str, dict[str, Any]]:
    """The words of the codes that the columns of the row's model hold; nothing for a model that is gone."""
    try:
        columns = apps.get_model(model)._meta.concrete_fields
    except (LookupError, ValueError):
        return {}
    return {
        column.name: dict(column.flatchoices)
        for column in columns
        if column.choices and not column.is_relation
    }


def _told(value: Any, words: dict[str, Any]) -> str:
    """A pair as before → after, a longer list with commas, anything else as it is."""
    if isinstance(value, list) and len(value) == 2:
        return " → ".join(_one(part, words) for part in value)
    if isinstance(value, list):
        return _(", ").join(_one(part, words) for part in value)
    return _one(value, words)


def _one(value: Any, words: dict[str, Any]) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _(", ").join(f"{FACTS.get(name, name)} {_one(part, words)}" for name, part in value.items())
    return str(words.get(str(value), value))
