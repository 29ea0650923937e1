"""What the desk prepares: categories with their lead unit, and ready texts for answers."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import AnswerTemplate, Category
from gongjian.modules.reports.models.category import DEEPEST


def _check(office: Area, actor: Person | None, access: Access | None, now: dt.datetime) -> None:
    """`actor` None is the product itself, seeding."""
    if actor is None:
        return
    access = access or access_of(actor, today=timezone.localtime(now).date())
    if not access.may("reports.set_up", office.path):
        raise Refused(_("Only the desk of this office keeps categories and templates."), code="not_allowed")


@transaction.atomic
def save_category(
    *,
    office: Area,
    code: str,
    name: str,
    actor: Person | None,
    now: dt.datetime,
    hint: str = "",
    lead_unit: Unit | None = None,
    order: int = 100,
    ended: bool = False,
    parent: Category | None = None,
    public_name: str = "",
    helpers: Sequence[Unit] = (),
    access: Access | None = None,
) -> Category:
    """Add the category of this code, or change the one in force; `ended` takes it out of use from today on, which is
    refused while something below it is in use."""
    _check(office, actor, access, now)
    code, name, day = code.strip().lower(), name.strip(), timezone.localtime(now).date()
    if not code.isascii() or not code.replace("-", "").replace("_", "").isalnum() or len(code) > 40:
        raise Refused(_("A code has up to 40 letters a-z, digits, - and _."), field="code")
    if not name or len(name) > 40:
        raise Refused(_("Give the category a name of up to 40 characters."), field="name")
    if lead_unit is not None and (lead_unit.office_id != office.pk or lead_unit.is_outside):
        raise Refused(_("The lead is one of the office's own units."), field="lead_unit")
    live = Category.objects.filter(office=office, code=code, until__isnull=True).first()
    category = live or Category(office=office, code=code, since=day)
    _check_place(category, parent, ended=ended)
    for unit in helpers:
        if unit.office_id != office.pk:
            raise Refused(_("Helpers are units of the same office."), field="helpers")
    before = _told(category)
    category.name, category.hint, category.lead_unit, category.order, category.parent, category.public_name = (
        name, hint.strip()[:120], lead_unit, order, parent, public_name.strip()[:40],
    )  # fmt: skip
    if ended:
        category.until = max(day, category.since + dt.timedelta(days=1))
    category.save()
    category.helpers.set(helpers)
    record(
        "reports.save_category", actor=actor, obj=category, office=office, label=name, now=now,
        changes={"category": [before, _told(category)], "ended": ended},
    )  # fmt: skip
    return category


def _told(category: Category) -> list[str]:
    """What the trail tells of a category."""
    told = [category.name, str(category.lead_unit or ""), str(category.parent or ""), category.public_name]
    return told + ([str(one) for one in category.helpers.all()] if category.pk else [])


def _check_place(category: Category, parent: Category | None, *, ended: bool) -> None:
    """No category stands below itself, nor below one of another office, nor deeper than people can follow."""
    if parent is not None:
        line = parent.line()
        if category.pk in {one.pk for one in line} or parent.office_id not in (None, category.office_id):
            raise Refused(
                _("Choose another category above it: this one stands below itself."), field="parent"
            )
        if len(line) >= DEEPEST - 1:
            words = _("The tree would become too deep: at most %(most)d levels.")
            raise Refused(words % {"most": DEEPEST - 1}, field="parent")
    if ended and category.pk and category.children.filter(until__isnull=True).exists():
        raise Refused(_("Take what stands below it out of use first."), field="ended")


@transaction.atomic
def save_template(
    *,
    office: Area,
    title: str,
    text: str,
    actor: Person | None,
    now: dt.datetime,
    category: Category | None = None,
    template: AnswerTemplate | None = None,
    active: bool = True,
    access: Access | None = None,
) -> AnswerTemplate:
    """Add an answer template, or change the one given."""
    _check(office, actor, access, now)
    title, text = title.strip(), text.strip()
    if not title or len(title) > 40:
        raise Refused(_("Give the template a title of up to 40 characters."), field="title")
    if not text or len(text) > 2000:
        raise Refused(_("The text must not be empty, and have at most 2,000 characters."), field="text")
    same = AnswerTemplate.objects.filter(office=office, title=title)
    if same.exclude(pk=template.pk if template else None).exists():
        raise Refused(_("There is a template of this title already."), field="title")
    kept = template or AnswerTemplate(office=office)
    kept.title, kept.text, kept.category, kept.active = title, text, category, active
    kept.save()
    record(
        "reports.save_template", actor=actor, obj=kept, office=office, label=title, now=now,
        changes={"active": active, "category": str(category or "")},
    )  # fmt: skip
    return kept
