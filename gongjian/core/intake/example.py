"""The example workbook of a list: headings in the office's language, required ones marked, choices to pick from."""

import datetime as dt
from typing import IO, Any

from django.utils.translation import gettext as _

from gongjian.core.intake.fields import fields_of
from gongjian.core.intake.left_out import DAY, MOMENT, SAFE
from gongjian.core.intake.spec import FieldKind, IntakeField, Place
from gongjian.core.ledgers.ledger import Ledger
from gongjian.lib.new_book import new_book
from gongjian.lib.xlsx.refs import letters

ROWS = 2000  # so many rows below the heading let one pick a choice
LONGEST_LIST = 255  # characters that Excel takes for choices written into the rule itself


def write_example(target: IO[bytes], ledger: Ledger, place: Place) -> None:
    """An xlsx with one sheet to fill in and one that says what each column holds."""
    intake = ledger.intake
    assert intake is not None
    fields = fields_of(ledger, place.office)
    book = new_book(target, {**SAFE, "constant_memory": False})
    page = book.add_worksheet(_sheet_name(str(ledger.title)))
    notes = book.add_worksheet(_("How to fill it in"))
    lists = book.add_worksheet("_lists")
    lists.hide()
    bold = book.add_format({"bold": True, "bg_color": "#EFEDE8", "border": 1, "border_color": "#C9C5BC"})
    page.freeze_panes(1, 0)
    for column, one in enumerate(fields):
        page.write_string(0, column, str(one.label) + ("*" if one.required else ""), bold)
        shape = {FieldKind.DATE: DAY, FieldKind.MOMENT: MOMENT}.get(
            one.kind, "@" if _as_text(one) else "General"
        )
        style = book.add_format({"num_format": shape})
        page.set_column(column, column, max(12, min(40, 2 * len(str(one.label)) + 6)), style)
        _offer_choices(page, lists, column, [] if one.kind is FieldKind.SEVERAL else _choices(one, place))
        for line, values in enumerate(intake.example, start=1):
            _write(page, line, column, values.get(one.name), style)
    _explain(notes, fields, place, bold)
    book.close()


def _as_text(one: IntakeField) -> bool:
    """Columns whose digits Excel would spoil if it took them for numbers."""
    return one.kind in (FieldKind.TEXT, FieldKind.PHONE, FieldKind.IDENTITY)


def _choices(one: IntakeField, place: Place) -> list[str]:
    if one.kind is FieldKind.YES_NO:
        return [_("yes"), _("no")]
    found = one.choices(place) if callable(one.choices) else one.choices
    return [str(words) for _code, words in found]


def _offer_choices(page: Any, lists: Any, column: int, choices: list[str]) -> None:
    if not choices:
        return
    source: Any = choices
    if len(",".join(choices)) > LONGEST_LIST:
        for line, words in enumerate(choices):
            lists.write_string(line, column, words)
        letter = letters(column + 1)
        source = f"=_lists!${letter}$1:${letter}${len(choices)}"
    page.data_validation(
        1, column, ROWS, column, {"validate": "list", "source": source, "error_type": "warning"}
    )


def _write(page: Any, line: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, dt.datetime):
        page.write_datetime(line, column, value.replace(tzinfo=None), style)
    elif isinstance(value, dt.date):
        page.write_datetime(line, column, value, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(line, column, value)
    else:
        page.write_string(line, column, str(value), style)


def _explain(notes: Any, fields: tuple[IntakeField, ...], place: Place, bold: Any) -> None:
    notes.set_column(0, 0, 18)
    notes.set_column(1, 1, 10)
    notes.set_column(2, 2, 80)
    for column, words in enumerate((_("Column"), _("Required"), _("What it holds"))):
        notes.write_string(0, column, words, bold)
    for line, one in enumerate(fields, start=1):
        notes.write_string(line, 0, str(one.label))
        notes.write_string(line, 1, _("yes") if one.required else "")
        notes.write_string(line, 2, _what(one, place))


def _what(one: IntakeField, place: Place) -> str:
    choices = _choices(one, place)
    said = {
        FieldKind.NUMBER: _("a number"),
        FieldKind.WHOLE: _("a whole number"),
        FieldKind.DATE: _("a day, such as 2026-03-05"),
        FieldKind.MOMENT: _("a day with its hour, such as 2026-03-05 14:50"),
        FieldKind.AREA: _("the name of an area of this office"),
        FieldKind.UNIT: _("the name of a unit of this office"),
        FieldKind.PERSON: _("the name of somebody with an account in this office"),
        FieldKind.PHONE: _("a telephone number; keep the column as text"),
        FieldKind.IDENTITY: _("an identity number; keep the column as text"),
        FieldKind.TEXT: _("text of at most %(most)d characters") % {"most": one.longest},
    }.get(one.kind, "")
    parts = [said, "、".join(choices[:40]), str(one.help)]
    return "；".join(part for part in parts if part)


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "1"
