"""What can be wrong with a row of the trail, in words that name the row."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.trail.models import TrailRow


class Kind(StrEnum):
    CHANGED = "changed"  # the digest does not fit the row
    OUT_OF_PLACE = "out_of_place"  # the link does not follow from the one before
    MISSING = "missing"  # a place in the chain is empty, or a seal's row is gone
    CUT_OFF = "cut_off"  # the chain ends before the head kept outside
    REWRITTEN = "rewritten"  # the whole chain fits, but not to the head kept outside
    STRAY = "stray"  # a row outside every chain


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first bad row: its office, its place in the office's chain if it has one, and its id if known."""

    kind: Kind
    office_id: int
    number: int | None = None
    row_id: int | None = None
    last: int | None = None

    def words(self) -> str:
        """One sentence naming the row and what is wrong with it."""
        facts = {"row": self._row(), "number": self.number, "last": self.last, "office": self._office()}
        return self._sentence().format(**facts)

    def _sentence(self) -> str:
        if self.kind is Kind.MISSING and self.number is None:
            return _("{office}: {row} was removed before it was sealed.")
        if self.kind is Kind.CHANGED and self.number is None:
            return _("{office}: {row} was changed before it was sealed.")
        return {
            Kind.CHANGED: _("{office}, place {number}: {row} was changed after it was written."),
            Kind.OUT_OF_PLACE: _(
                "{office}, place {number}: {row} does not belong here; rows were swapped or replaced."
            ),
            Kind.MISSING: _("{office}, place {number}: {row} was removed."),
            Kind.CUT_OFF: _("{office}: the rows from place {number} to {last} were cut off at the end."),
            Kind.REWRITTEN: _(
                "{office}, place {number}: {row} is not the one that was sealed; the chain was written anew."
            ),
            Kind.STRAY: _("{office}: {row} has no place in the chain; it was put in or taken out by hand."),
        }[self.kind]

    def _row(self) -> str:
        row = TrailRow.objects.filter(pk=self.row_id).first() if self.row_id else None
        if row is None:
            return _("row {id}").format(id=self.row_id) if self.row_id else _("a row")
        told = _("row {id} ({action}, {label}, {day})")
        return told.format(id=row.pk, action=row.action, label=row.label, day=f"{row.at:%Y-%m-%d}")

    def _office(self) -> str:
        found = Area.objects.filter(pk=self.office_id).first()
        return found.short_name if found else _("office {id}").format(id=self.office_id)
