"""The fields that a column can fill: those of the list, and the office's own for its kind of matter."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gongjian.core.fields.actions import set_values_in_bulk
from gongjian.core.fields.reading import intake_fields, values_of
from gongjian.core.intake.spec import Entry, IntakeField, Key, Known, Place

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.ledgers.ledger import Ledger

OWN = "x_"  # before the slug of an office's own field


def fields_of(ledger: "Ledger", office: "Area") -> tuple[IntakeField, ...]:
    """The list's declared fields, then the office's own."""
    if ledger.intake is None:
        return ()
    own = intake_fields(office, ledger.flow.kind) if ledger.flow else ()
    return (*ledger.intake.fields, *own)


def without_own(entry: Entry) -> Entry:
    """The entry as the list's taker knows it."""
    values = {name: value for name, value in entry.values.items() if not name.startswith(OWN)}
    return Entry(entry.row, entry.key, values) if len(values) < len(entry.values) else entry


def own_values(entry: Entry, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Values of the office's own fields, by slug."""
    wanted = entry.values if names is None else names
    return {name.removeprefix(OWN): entry.values[name] for name in wanted if name.startswith(OWN)}


def with_own(known: Mapping[Key, Known], entries: Sequence[Entry]) -> Mapping[Key, Known]:
    """What is stored, together with the office's own fields that the file names."""
    named = {name for entry in entries for name in entry.values if name.startswith(OWN)}
    if not named or not known:
        return known
    held = values_of([one.id for one in known.values()])
    return {
        key: Known(
            one.id,
            one.label,
            {**one.values, **{name: held.get(one.id, {}).get(name.removeprefix(OWN)) for name in named}},
        )
        for key, one in known.items()
    }


def fill(values: Mapping[int, Mapping[str, Any]], place: Place, *, is_new: bool) -> None:
    """Store the values of the office's own fields by the row's id. Raises Refused where one does not fit."""
    wanted = {pk: given for pk, given in values.items() if given}
    if wanted:
        set_values_in_bulk(wanted, actor=place.actor, now=place.now, with_steps=not is_new)
