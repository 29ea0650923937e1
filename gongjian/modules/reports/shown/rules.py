"""The writer of what an office gives away as open data."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import Category, Channel, OpenDataRules
from gongjian.modules.reports.shown.files import close_months

RIGHT = "reports.open_data"
LONGEST_LICENCE = 2000


@transaction.atomic
def set_open_data(
    office: Area,
    *,
    on: bool,
    first_month: dt.date,
    with_text: bool,
    licence: str,
    channels: Collection[str],
    categories: Collection[Category],
    actor: Person | None,
    now: dt.datetime,
    access: Access | None = None,
) -> OpenDataRules:
    """What is given away from now on. Whatever stands in files and may no longer stand there is taken out of reach at once;
    the job makes those files anew. `actor` None is the product itself, seeding."""
    Area.objects.select_for_update().get(pk=office.pk)
    if actor is not None:
        access = access or access_of(actor, today=timezone.localdate(now))
        if not access.may(RIGHT, office.path):
            raise Refused(_("Only the secretary of this office decides on open data."), code="not_allowed")
    if on and not licence.strip():
        raise Refused(_("Say under which terms the data may be used."), field="licence")
    if set(channels) - set(Channel.values):
        raise Refused(_("There is no such channel."), field="channels")
    kept = OpenDataRules.objects.filter(office=office).first()
    before = _told(kept)
    rules = kept or OpenDataRules(office=office)
    rules.on, rules.first_month, rules.with_text = on, first_month.replace(day=1), with_text
    rules.licence, rules.channels, rules.changed_at = licence.strip()[:LONGEST_LICENCE], sorted(channels), now
    rules.save()
    rules.categories.set(categories)
    after = _told(rules)
    if kept is not None and before != after:
        close_months(rules, now=now)
        if taken := [name for name in ("on", "with_text") if not after[name]]:
            note_erased(rules, *taken, now=now)  # so that a restored backup gives nothing away again
    record(
        "reports.set_open_data", actor=actor, obj=rules, office=office, label=str(_("Open data")), now=now,
        changes={name: [before.get(name), value] for name, value in after.items() if before.get(name) != value},
    )  # fmt: skip
    return rules


def _told(rules: OpenDataRules | None) -> dict[str, object]:
    if rules is None:
        return {}
    return {
        "on": rules.on, "first_month": f"{rules.first_month:%Y-%m}", "with_text": rules.with_text, "licence": rules.licence,
        "channels": list(rules.channels), "categories": sorted(rules.categories.values_list("code", flat=True)),
    }  # fmt: skip
