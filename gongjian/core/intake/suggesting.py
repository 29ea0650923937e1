"""Which column seems to mean which field, with the reason in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.core.intake.convert import LOOKED_UP
from gongjian.core.intake.mapping import is_note
from gongjian.core.intake.spec import IntakeField, Place
from gongjian.core.words import Words
from gongjian.lib.sheets.heading import Heading, data_rows
from gongjian.lib.sheets.suggest import FieldHint, Suggestion, suggest

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import SheetInfo

SAMPLE = 100
MOST_WORDS = 2000

REASONS: dict[str, Words] = {
    "name": _("the same name"),
    "synonym": _("another name of the field"),
    "part": _("part of the name"),
    "like": _("a like name"),
    "content": _("by what the cells hold"),
    "remembered": _("chosen so last time"),
}


def suggestions(
    sheet: "SheetInfo", heading: Heading, fields: Sequence[IntakeField], place: Place
) -> dict[int, Suggestion]:
    """At most one field for each column, by the column's place from 0; each field once. Columns that we added
    ourselves to say why a row stayed out are never taken."""
    samples = []
    for _row, cells in data_rows(sheet, heading):
        samples.append(cells)
        if len(samples) == SAMPLE:
            break
    own = {one.index for one in heading.columns if is_note(one.name)}
    found = suggest(heading, samples, [_hint(one, place) for one in fields])
    return {one.column - 1: one for one in found if one.field and one.column not in own}


def _hint(one: IntakeField, place: Place) -> FieldHint:
    """What the library may know of a field; the office's names stand in for cells that hold areas, units or people."""
    words: frozenset[str] = frozenset()
    if one.kind in LOOKED_UP:
        words = frozenset(list(LOOKED_UP[one.kind](place.office).forms[0])[:MOST_WORDS])
    elif one.choices:
        choices = one.choices(place) if callable(one.choices) else one.choices
        words = frozenset(str(label) for _code, label in choices)
    return FieldHint(one.name, str(one.label), one.synonyms, one.kind.value, one.required, words)
