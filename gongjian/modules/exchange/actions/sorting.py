"""The office's categories: added, and ended by a day; rows keep the one they had."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.verbs import line
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.exchange import policy
from gongjian.modules.exchange.actions.checking import trail
from gongjian.modules.exchange.models import ExchangeCategory


@transaction.atomic
def add_category(
    office: Area, *, name: str, actor: Person | None, now: dt.datetime, since: dt.date | None = None
) -> ExchangeCategory:
    """A category of this office, in force from a day on (today)."""
    policy.must_sort(office, actor, now=now)
    today = timezone.localtime(now).date()
    name = line(name, field="name", most=20)
    known = ExchangeCategory.objects.of_office(office.pk).on(today)
    if known.filter(name=name).exists():
        raise Refused(_("There is already a category of this name."), field="name", code="twice")
    made = ExchangeCategory(office=office, name=name, order=known.count() + 1, since=since or today)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is already a category of this name."), field="name", code="twice") from error
    trail("add_category", made, office=office, actor=actor, now=now)
    return made


@transaction.atomic
def end_category(category_id: int, *, until: dt.date, actor: Person, now: dt.datetime) -> ExchangeCategory:
    """From `until` on nothing new is put under it. The categories of all offices are not ended by one of them."""
    found = ExchangeCategory.objects.select_for_update(of=("self",)).get(pk=category_id)
    if found.office is None:
        raise Refused(_("This category is every office's: one office cannot end it."), code="not_allowed")
    policy.must_sort(found.office, actor, now=now)
    if found.until is not None:
        raise Refused(_("The category was ended already."), code="wrong_state")
    if until < found.since:
        raise Refused(_("The end lies before the beginning. Check the day."), field="until")
    found.until = until
    found.save(update_fields=["until"])
    trail("end_category", found, office=found.office, actor=actor, now=now, changes={"until": ["", until]})
    return found
