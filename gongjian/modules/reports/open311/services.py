"""The office's categories as services, and its own fields as their attributes."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.fields.reading import fields_of
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.models import Category
from gongjian.modules.reports.open311.faults import Fault

DATATYPES = {
    FieldType.TEXT: "string",
    FieldType.NUMBER: "number",
    FieldType.DATE: "datetime",
    FieldType.YES_NO: "singlevaluelist",
    FieldType.CHOICE: "singlevaluelist",
    FieldType.CHOICES: "multivaluelist",
}
"""By type of field; files are not asked for."""


def categories_in_force(office: Area, *, day: dt.date) -> dict[str, Category]:
    """By code what can be reported on that day, in the office's order; its own before one that all share."""
    rows = Category.objects.of_office(office.pk).in_force(day).select_related("parent")
    found: dict[str, Category] = {}
    for row in rows:
        if row.code not in found or row.office_id is not None:
            found[row.code] = row
    return found


def category_asked(office: Area, code: str, *, day: dt.date) -> Category:
    """The category of a service_code. Raises Fault: 400 for none, 404 for one that is not in force."""
    if not code.strip():
        raise Fault(400, _("service_code was not provided."))
    found = categories_in_force(office, day=day).get(code.strip())
    if found is None:
        raise Fault(
            404, _("There is no service with the service_code %(code)s.") % {"code": code.strip()[:40]}
        )
    return found


def attributes_of(office: Area) -> list[CustomField]:
    """The office's own fields that a caller may fill in."""
    return [field for field in fields_of(office, REPORT.kind) if field.type in DATATYPES]


def services_of(office: Area, *, day: dt.date) -> list[dict[str, Any]]:
    """Every service, as the standard describes it."""
    more = bool(attributes_of(office))
    return [_service(one, more=more) for one in categories_in_force(office, day=day).values()]


def _service(category: Category, *, more: bool) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.hint or category.name,
        "metadata": more,
        "type": "realtime",
        "keywords": category.name,
        "group": category.parent.name if category.parent else "",
    }


def definition_of(category: Category, office: Area, *, day: dt.date) -> dict[str, Any]:
    """One service with its attributes."""
    fields = attributes_of(office)
    told = [_attribute(field, order, day=day) for order, field in enumerate(fields, start=1)]
    return {"service_code": category.code, "attributes": told}


def _attribute(field: CustomField, order: int, *, day: dt.date) -> dict[str, Any]:
    told: dict[str, Any] = {
        "variable": True,
        "code": field.slug,
        "datatype": DATATYPES[FieldType(field.type)],
        "required": field.required,
        "datatype_description": field.help or None,
        "order": order,
        "description": field.label,
    }
    values = _values(field, day=day)
    return told | {"values": [{"key": key, "name": name} for key, name in values]} if values else told


def _values(field: CustomField, *, day: dt.date) -> list[tuple[str, str]]:
    if field.type == FieldType.YES_NO:
        return [("yes", _("Yes")), ("no", _("No"))]
    return field.choices_on(day) if field.is_choice else []
