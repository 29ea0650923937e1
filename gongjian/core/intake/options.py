"""An importer's further questions (the plan, the year): asked beside the columns, kept as texts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongjian.core.intake.ledgers import intake_of
from gongjian.core.intake.spec import FieldKind, IntakeField, Place
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from gongjian.core.intake.models import Batch


def choices_of(one: IntakeField, place: Place) -> list[tuple[str, str]]:
    """Codes and words of an option at a place."""
    found = one.choices(place) if callable(one.choices) else one.choices
    return [(str(code), str(words)) for code, words in found]


def read_options(batch: "Batch", given: Mapping[str, str]) -> dict[str, str]:
    """The options as they are kept. Raises Refused where one is missing or none of the choices."""
    from gongjian.core.intake.course import place_of

    place = place_of(batch)
    found = {}
    for one in intake_of(batch.ledger).options:
        value = str(given.get(one.name, "")).strip()
        if not value and one.required:
            raise Refused(_("Say what “%(option)s” is.") % {"option": one.label}, field=f"option_{one.name}")
        if value and one.kind is FieldKind.CHOICE:
            value = _code(one, value, choices_of(one, place))
        if len(value) > one.longest:
            words = _("“%(option)s” has at most %(most)d characters.")
            raise Refused(words % {"option": one.label, "most": one.longest}, field=f"option_{one.name}")
        if value:
            found[one.name] = value
    return found


def _code(one: IntakeField, value: str, choices: list[tuple[str, str]]) -> str:
    """The code of a choice, given as code or in words."""
    by_words = {words: code for code, words in choices} | {code: code for code, _words in choices}
    if value not in by_words:
        words = _("“%(value)s” is no choice for “%(option)s”.")
        raise Refused(words % {"value": value[:40], "option": one.label}, field=f"option_{one.name}")
    return by_words[value]
