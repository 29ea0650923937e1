"""What a caller filled into the office's own fields: `attribute[code]=value`."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.fields.values import stored
from gongjian.core.refusal import Refused
from gongjian.lib.georeport import read_moment
from gongjian.lib.problem import Problem
from gongjian.modules.reports.open311.faults import Fault

WRITTEN = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\])?")
YES, NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")


def attributes_given(
    given: QueryDict, fields: Sequence[CustomField], *, day: dt.date
) -> tuple[dict[str, Any], list[str]]:
    """By slug the values that were given, as `set_values` takes them; and the codes that no field has. Raises Fault (400)
    with one reason for each value that does not fit and each required one that is missing."""
    said = _said(given)
    values: dict[str, Any] = {}
    wrong: list[object] = []
    for field in fields:
        try:
            if (value := _value(field, said.pop(field.slug, []), day=day)) is not None:
                values[field.slug] = value
            elif field.required:
                wrong.append(_("attribute[%(code)s] (%(label)s) is required.") % _named(field))
        except Refused as refused:
            wrong.append(f"attribute[{field.slug}]: {refused.reason}")
    if wrong:
        raise Fault(400, *wrong)
    return values, sorted(said)


def _named(field: CustomField) -> Mapping[str, str]:
    return {"code": field.slug, "label": field.label}


def _said(given: QueryDict) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in given:
        if match := WRITTEN.fullmatch(name):
            texts = [text.strip() for text in given.getlist(name) if text.strip()]
            found.setdefault(match[1], []).extend(texts)
    return {code: texts for code, texts in found.items() if texts}


def _value(field: CustomField, texts: list[str], *, day: dt.date) -> Any:
    """The value in the field's own kind; None for nothing. Raises Refused."""
    if not texts:
        return None
    value: Any = texts[0]
    match field.type:
        case FieldType.CHOICES:
            value = [part.strip() for text in texts for part in text.split(",") if part.strip()]
        case FieldType.YES_NO:
            value = _yes_or_no(texts[0])
        case FieldType.DATE:
            value = _day(texts[0])
    stored(field, value, today=day)  # refuses what does not fit
    return value


def _yes_or_no(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise Refused(_("Say yes or no."))
    return text.lower() in YES


def _day(text: str) -> dt.date:
    zone = timezone.get_default_timezone()
    try:
        return read_moment(text, zone=zone).astimezone(zone).date()
    except (Problem, OverflowError):
        raise Refused(_("A date such as 2026-03-05 is wanted.")) from None
