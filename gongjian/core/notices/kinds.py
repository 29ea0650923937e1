"""The words of each kind of notice. A module adds its own kinds in its `receivers.py` with `add_kind`."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.notices.models import Notice
from gongjian.core.words import Words

# What a person may choose a way for.
GROUPS: dict[str, Words] = {
    "hands": gettext_lazy("What comes into my hands"),
    "time": gettext_lazy("Time limits: soon over, passed, stuck"),
    "asked": gettext_lazy("What is asked of me: urgings, more time to decide"),
    "told": gettext_lazy("Answers to what I asked for"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """How a notice reads: the sentence, an icon of the sprite, a tone (late, warn, ok, go or none), its group."""

    words: Words
    icon: str = "bell"
    tone: str = ""
    group: str = "hands"


UNKNOWN = Kind(gettext_lazy("There is news about this matter."))
KINDS: dict[str, Kind] = {
    "came": Kind(gettext_lazy("This matter is in your hands now."), "inbox", "go"),
    "taken_back": Kind(gettext_lazy("This matter was taken back: there is nothing for you to do."), "back"),
    "reopened": Kind(gettext_lazy("Reopened: this matter needs another, better answer."), "back", "warn"),
    "soon": Kind(
        gettext_lazy("Little time is left: act now, or ask for more time with a reason."),
        "clock",
        "warn",
        "time",
    ),
    "late": Kind(gettext_lazy("The time limit has passed."), "clock", "late", "time"),
    "stuck": Kind(gettext_lazy("The outside unit has not answered in time."), "clock", "late", "time"),
    "help_asked": Kind(gettext_lazy("You are asked to help with this matter."), "people", "go", "asked"),
    "help_answered": Kind(gettext_lazy("Your request for help was answered."), "people", "ok", "told"),
    "handed_over": Kind(gettext_lazy("This matter was handed over to your unit."), "right", "go"),
    "hand_over_ended": Kind(
        gettext_lazy("The hand-over to the outside unit has ended."), "right", "ok", "told"
    ),
    "urged": Kind(
        gettext_lazy("You are urged to act, and have to answer before this matter can be closed."),
        "flag",
        "warn",
        "asked",
    ),
    "urging_answered": Kind(gettext_lazy("Your urging was answered."), "flag", "ok", "told"),
    "urging_late": Kind(gettext_lazy("An urging was not answered in time."), "flag", "late", "time"),
    "ask_extension": Kind(
        gettext_lazy("More time is asked for: grant or refuse it."), "clock", "go", "asked"
    ),
    "ask_pause": Kind(
        gettext_lazy("A pause of the clock is asked for: grant or refuse it."), "clock", "go", "asked"
    ),
    "grant_extension": Kind(gettext_lazy("More time was granted."), "clock", "ok", "told"),
    "refuse_extension": Kind(gettext_lazy("More time was not granted."), "clock", "warn", "told"),
    "duty_set": Kind(gettext_lazy("A further limit runs on this matter."), "clock", "warn", "time"),
    "grant_pause": Kind(
        gettext_lazy("The pause was granted: the clock stands still."), "clock", "ok", "told"
    ),
    "factors_reset": Kind(
        gettext_lazy(
            "Your second step of signing in was taken away, and you were signed out everywhere. Did you not ask for it? Tell your"
            " administrator. Set up a new one in “My account”."
        ),
        "shield",
        "warn",
        "told",
    ),
    "refuse_pause": Kind(
        gettext_lazy("The pause was not granted: the clock runs on."), "clock", "warn", "told"
    ),
}


def add_kind(name: str, kind: Kind) -> None:
    """Make a further kind of notice known. Raises ValueError when another one bears the name."""
    if KINDS.get(name, kind) != kind:
        raise ValueError(f"the notice kind {name} is declared twice")
    KINDS[name] = kind


def kind_named(name: str) -> Kind:
    """The kind, or the general one where its module is gone."""
    return KINDS.get(name, UNKNOWN)


def kind_of(notice: Notice) -> Kind:
    """The kind of a notice."""
    return kind_named(notice.kind)


def words_of(notice: Notice) -> str:
    """The sentence in the reader's language, with the person for whom she stands in."""
    words = str(kind_of(notice).words)
    away = notice.data.get("for")
    return _("(You stand in for {name}.) {words}").format(name=away, words=words) if away else words
