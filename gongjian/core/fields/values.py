"""What may stand in a field: reading a value into its column, and saying it in words."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.fields.models import CustomField, FieldType, FieldValue
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text

COLUMNS = {
    FieldType.TEXT: "text",
    FieldType.NUMBER: "number",
    FieldType.DATE: "day",
    FieldType.YES_NO: "yes",
    FieldType.CHOICE: "code",
    FieldType.CHOICES: "code",
    FieldType.FILE: "file",
}
"""In which column the value of each type stands."""
LONGEST_TEXT = 500
LARGEST = Decimal("99999999999999.9999")
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)


def stored(field: CustomField, value: Any, *, today: dt.date, before: Any = None) -> Any:
    """The value as its column holds it; None for nothing. Numbers in texts are masked. A withdrawn choice may stay
    (`before`), but not be chosen anew. Raises Refused, naming the field's input."""
    if value is None or value == "" or value == []:
        return None
    match field.type:
        case FieldType.TEXT:
            return _text(field, value)
        case FieldType.NUMBER:
            return _number(field, value)
        case FieldType.DATE:
            return _day(field, value)
        case FieldType.YES_NO:
            return bool(value)
        case FieldType.CHOICE:
            return _codes(field, [value], today=today, before=before)[0]
        case FieldType.CHOICES:
            given = re.split(r"\s*[|、，,；;/]\s*", value.strip()) if isinstance(value, str) else list(value)
            return f"|{'|'.join(_codes(field, given, today=today, before=before))}|"
    return value


def plain(field: CustomField, held: Any) -> Any:
    """A column's content as callers hand it in: str, Decimal, date, bool, a code, a list of codes, an attachment."""
    if held is None or held == "":
        return None
    return codes_in(held) if field.type == FieldType.CHOICES else held


def held_by(field: CustomField, row: FieldValue | None) -> Any:
    """What the row holds in the field's column; None for nothing."""
    held = getattr(row, COLUMNS[FieldType(field.type)]) if row is not None else None
    return None if held == "" else held


def in_words(field: CustomField, held: Any) -> str:
    """A column's content as people read it; empty for nothing."""
    if held is None or held == "":
        return ""
    match field.type:
        case FieldType.NUMBER:
            return trimmed(held)
        case FieldType.YES_NO:
            return str(_("Yes") if held else _("No"))
        case FieldType.CHOICE | FieldType.CHOICES:
            words = field.words()
            return "、".join(words.get(code, code) for code in codes_in(held))
        case FieldType.FILE:
            return str(
                getattr(held, "name", "")
                or getattr(held, "caption", "")
                or pgettext("type of a field", "File")
            )
    return str(held)


def trimmed(number: Decimal) -> str:
    """A number without zeros at its end: 3, 2.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def codes_in(held: str) -> list[str]:
    """The codes of one or several choices."""
    return [code for code in held.split("|") if code]


def _text(field: CustomField, value: Any) -> str | None:
    text = mask_text(clean_text(str(value))).text
    if len(text) > LONGEST_TEXT:
        raise _wrong(field, _("at most 500 characters"))
    return text or None


def _number(field: CustomField, value: Any) -> Decimal:
    try:
        number = Decimal(str(value)).quantize(Decimal("0.0001"))
    except InvalidOperation:
        raise _wrong(field, _("a number is wanted")) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise _wrong(field, _("the number is too large"))
    return number


def _day(field: CustomField, value: Any) -> dt.date:
    day = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day)
        except ValueError:
            raise _wrong(field, _("a date such as 2026-03-05 is wanted")) from None
    if not isinstance(day, dt.date) or not FIRST_DAY <= day <= LAST_DAY:
        raise _wrong(field, _("a date such as 2026-03-05 is wanted"))
    return day


def _codes(field: CustomField, given: Sequence[Any], *, today: dt.date, before: Any) -> list[str]:
    """Codes in the list's order; a choice may be said by its words."""
    known = dict(field.choices_on(today))
    kept = set(codes_in(before or ""))
    by_words = {label: code for code, label in known.items()}
    codes = {by_words.get(str(one), str(one)) for one in given}
    if strange := [code for code in codes if code not in known and code not in kept]:
        raise _wrong(field, _("“%(value)s” is not in the list") % {"value": strange[0][:40]})
    order = list(field.words())
    return sorted(codes, key=order.index)


def _wrong(field: CustomField, why: str) -> Refused:
    return Refused(_("%(field)s: %(problem)s") % {"field": field.label, "problem": why}, field=field.name)
