"""A workbook that this very list wrote: its columns are known, nothing has to be guessed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext, override

from gongjian.core.intake.fields import OWN
from gongjian.core.intake.names import folded
from gongjian.core.intake.spec import IntakeField
from gongjian.lib.sheets.heading import Heading, data_rows
from gongjian.lib.sheets.suggest import Suggestion

if TYPE_CHECKING:
    from gongjian.core.ledgers.ledger import Ledger
    from gongjian.lib.sheets.book import SheetInfo

LANGUAGES = ("zh-hans", "en")


def exported_columns(
    ledger: "Ledger", sheet: "SheetInfo", heading: Heading, fields: Sequence[IntakeField]
) -> dict[int, Suggestion] | None:
    """The field of each column by its place from 0, if the sheet came out of this list: its column of addresses leads
    into the list. Columns that only tell (state, clock, address) stand for no field. None for any other sheet."""
    names = {one.index: folded(one.name) for one in heading.columns}
    links = [index for index, name in names.items() if name in _in_all_languages("Link")]
    if not links or not _leads_into(ledger, _first(sheet, heading, links[0])):
        return None
    known = _fields_by_heading(ledger, fields)
    return {
        index - 1: Suggestion(index, known[name], 1.0, "name")
        for index, name in names.items()
        if name in known
    }


def _fields_by_heading(ledger: "Ledger", fields: Sequence[IntakeField]) -> dict[str, str]:
    """Field names by the list's own headings in every language, and those of the office's own fields."""
    exported = ledger.intake.exported if ledger.intake else {}
    found = {}
    for language in LANGUAGES:
        with override(language):
            for column in ledger.columns:
                if column.name in exported:
                    found[folded(str(column.label))] = exported[column.name]
    own = {folded(str(one.label)): one.name for one in fields if one.name.startswith(OWN)}
    return own | found


def _in_all_languages(word: str) -> set[str]:
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(folded(gettext(word)))
    return found


def _first(sheet: "SheetInfo", heading: Heading, index: int) -> Any:
    """The first value in a column."""
    values: Iterable[Any] = (
        cells[index - 1] for _row, cells in data_rows(sheet, heading) if len(cells) >= index
    )
    return next((value for value in values if value), "")


def _leads_into(ledger: "Ledger", address: Any) -> bool:
    try:
        found = resolve(urlsplit(str(address)).path)
    except (Resolver404, ValueError):
        return False
    return ":".join(found.namespaces) == ledger.url_name.rpartition(":")[0]
