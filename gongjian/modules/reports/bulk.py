"""Correcting the category of many reports at once, and taking that back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.bulk.act import BulkAct, Given, Outcome
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.reports.forms.desk import CategoryChoiceForm
from gongjian.modules.reports.models import Category, Report
from gongjian.modules.reports.policy import may_sort

NOT_YOURS = gettext_lazy("Only the desk and the checker change the category.")
NO_CHANGE = gettext_lazy("It has this category already.")


def _form(office: Area, data: Mapping[str, Any] | None) -> forms.Form:
    return CategoryChoiceForm(office.pk, data)


def _check(items: Sequence[Item], given: Given, *, access: Access, known: bool) -> Mapping[int, Refused]:
    rows = Report.objects.select_related("item", "category").in_bulk([item.pk for item in items])
    category = given.get("category")
    found = {}
    for pk, report in rows.items():
        if not may_sort(report, access) and not access.may("reports.check", report.item.area_path):
            found[pk] = Refused(NOT_YOURS, code="not_allowed")
        elif known and category and category.office_id not in (None, report.office_id):
            found[pk] = Refused(_("That category is not in use in this office."), field="category")
        elif known and category and report.category_id == category.pk:
            found[pk] = Refused(NO_CHANGE, code="no_change")
    return found


def _do(item: Item, given: Given, *, actor: Person, access: Access, now: dt.datetime) -> Outcome:
    from gongjian.modules.reports.actions import correct_category

    before = Report.objects.values_list("category_id", flat=True).get(pk=item.pk)
    if before == given["category"].pk:
        raise Refused(NO_CHANGE, code="no_change")
    correct_category(item.pk, category=given["category"], actor=actor, access=access, now=now)
    return Outcome(before={"category": before})


def _back(item: Item, before: Given, *, actor: Person, access: Access, now: dt.datetime) -> object:
    from gongjian.modules.reports.actions import correct_category

    category = Category.objects.filter(pk=before.get("category")).first()
    if category is None:
        raise Refused(_("It had no category before, and a report does not go back to having none."))
    return correct_category(item.pk, category=category, actor=actor, access=access, now=now)


CATEGORY = BulkAct(
    name="category",
    label=gettext_lazy("Correct the category"),
    consequence=gettext_lazy("Clocks that run go by the new category's limits, from their own start."),
    icon="tree",
    form=_form,
    check=_check,
    do=_do,
    back=_back,
    undo=True,
    may=lambda access: access.may_anywhere("reports.dispatch") or access.may_anywhere("reports.check"),
)
