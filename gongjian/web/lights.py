"""The clock light and the state badge: always a word, an icon and a colour together."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Light:
    """What a clock shows: `tone` picks the colour of `.st-*`, `bar` that of `.clock-*`."""

    word: str | Promise
    icon: str
    tone: str
    bar: str


GREEN = Light(pgettext_lazy("clock light", "In time"), "ok", "ok", "ok")
YELLOW = Light(pgettext_lazy("clock light", "Due soon"), "warn", "warn", "warn")
RED = Light(pgettext_lazy("clock light", "Overdue"), "late", "late", "late")
PAUSED = Light(pgettext_lazy("clock light", "Paused"), "pause", "", "off")
MET = Light(pgettext_lazy("clock light", "Kept"), "check", "", "off")
MISSED = Light(pgettext_lazy("clock light", "Kept too late"), "late", "late", "late")
OVER = Light(pgettext_lazy("clock light", "Stopped"), "check", "", "off")
NONE = Light(pgettext_lazy("clock light", "No limit"), "dash", "", "off")
LIGHTS = {
    "green": GREEN,
    "yellow": YELLOW,
    "red": RED,
    "paused": PAUSED,
    "met": MET,
    "missed": MISSED,
    "over": OVER,
    "none": NONE,
}

PHASES = {
    "reported": ("dash", ""),
    "dispatched": ("move", "go"),
    "handling": ("half", "go"),
    "checking": ("eye", "go"),
    "closed": ("ok", "ok"),
}
PHASE_WORDS = {
    "reported": _("Received"),
    "dispatched": _("Dispatched"),
    "handling": _("In hand"),
    "checking": _("Being checked"),
    "closed": _("Closed"),
}


def take(thing: Any, name: str, default: Any = None) -> Any:
    """A value by name from an object or a mapping: templates are handed both."""
    return thing.get(name, default) if isinstance(thing, Mapping) else getattr(thing, name, default)


def light_of(item: Any, now: dt.datetime) -> Light:
    """The light of anything with `due_at`, `warn_at`, `phase` and `paused`.

    Of something closed, `closed_late` tells kept from kept late, or else its last due date; knowing neither, the light
    says only that the clocks have stopped.
    """
    given = str(take(item, "light", "") or "")
    if given in LIGHTS:
        return LIGHTS[given]
    due, warn = take(item, "due_at"), take(item, "warn_at")
    if str(take(item, "phase", "")) == "closed":
        return _light_of_closed(take(item, "closed_late"), due, take(item, "closed_at"))
    if take(item, "paused"):
        return PAUSED
    if due is None:
        return NONE
    if now >= due:
        return RED
    return YELLOW if warn and now >= warn else GREEN


def _light_of_closed(late: bool | None, due: dt.datetime | None, closed: dt.datetime | None) -> Light:
    if late is None and due and closed:
        late = closed > due
    return OVER if late is None else MISSED if late else MET


def state_mark(item: Any) -> tuple[str, str]:
    """Icon and tone of the state: its phase's; a grey cross where it ends without what was asked for."""
    flow = take(item, "flow")
    if flow is not None and flow.states[item.state].unmet:
        return "x", ""
    return PHASES.get(str(take(item, "phase", "")), ("dash", ""))


def state_word(item: Any) -> Any:
    """The state in the module's own word; the phase's word when the item does not know its flow."""
    if label := take(item, "state_label"):
        return label
    flow = take(item, "flow")
    if flow is not None:
        return flow.states[item.state].label
    return PHASE_WORDS.get(str(take(item, "phase", "")), "")
