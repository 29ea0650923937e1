"""Setting up other systems to which reports are sent on. Their keys are sealed and never shown again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.georeport import FORMS
from gongjian.lib.posting import check_address
from gongjian.lib.problem import Problem
from gongjian.modules.reports.models import Category, Errand, Open311Server, ServiceMapping
from gongjian.modules.reports.open311.keys import may_set_up

LONGEST_KEY = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is known of another system. `services` says by category what it is called there, "" for not at all."""

    name: str
    address: str
    unit: Unit
    jurisdiction: str = ""
    form: str = "json"
    key: str = ""
    services: Mapping[Category, str]


@transaction.atomic
def save_server(
    office: Area, told: Described, *, actor: Person | None, now: dt.datetime, server: Open311Server | None = None,
    is_example: bool = False, access: Access | None = None,
) -> Open311Server:  # fmt: skip
    """Add a system, switched off, or change the one given; a key that is left empty stays as it is. Raises Refused."""
    may_set_up(office, actor, access, now=now)
    kept = _locked(server) if server else Open311Server(office=office, is_example=is_example)
    if not told.name.strip():
        raise Refused(_("Give the system a name."), field="name")
    if told.unit.office_id != office.pk or not told.unit.is_outside:
        raise Refused(
            _("Choose an outside or a partner unit of this office: the report waits with it."), field="unit"
        )
    if told.form not in FORMS:
        raise Refused(_("Choose JSON or XML."), field="form")
    changes: dict[str, object] = {"address": [kept.address, _address(told.address)]}
    kept.name, kept.address, kept.unit = told.name.strip()[:40], _address(told.address), told.unit
    kept.jurisdiction, kept.form = told.jurisdiction.strip()[:80], told.form
    if told.key.strip():
        kept.key_sealed, changes["key"] = seal(kept, "key", told.key.strip()[:LONGEST_KEY]), "changed"
    kept.save()
    changes["services"] = _save_mappings(kept, told.services)
    record(
        "reports.save_server", actor=actor, obj=kept, office=office, label=kept.name, changes=changes, now=now
    )
    return kept


def _save_mappings(server: Open311Server, services: Mapping[Category, str]) -> dict[str, str]:
    """What stands afterwards, by code of the category; what is new is asked about anew."""
    wanted = {category: code.strip()[:80] for category, code in services.items() if code.strip()}
    if any(category.office_id not in (None, server.office_id) for category in wanted):
        raise Refused(_("That category is not in use in this office."))
    for mapping in server.mappings.select_related("category"):
        if wanted.get(mapping.category) != mapping.service_code:
            mapping.delete()
    server.mappings.update(asked_at=None)
    ServiceMapping.objects.bulk_create(
        [
            ServiceMapping(server=server, category=category, service_code=code)
            for category, code in wanted.items()
        ],
        ignore_conflicts=True,
    )
    return {category.code: code for category, code in wanted.items()}


@transaction.atomic
def switch_server(
    server: Open311Server, *, on: bool, actor: Person, now: dt.datetime, access: Access | None = None
) -> Open311Server:
    """Let reports be sent there, or not any more: what still waits is listed as stuck. An example stays off."""
    kept = _locked(server)
    may_set_up(kept.office, actor, access, now=now)
    if on and kept.is_example:
        raise Refused(_("This is an example of the demo and leads nowhere. Add the real system."))
    kept.active = on
    kept.save(update_fields=["active"])
    record(
        "reports.switch_server",
        actor=actor,
        obj=kept,
        office=kept.office,
        label=kept.name,
        changes={"on": on},
        now=now,
    )
    return kept


@transaction.atomic
def remove_server(
    server: Open311Server, *, actor: Person, now: dt.datetime, access: Access | None = None
) -> Open311Server:
    """Take it away and destroy its key. Refused while reports are with it."""
    kept = _locked(server)
    may_set_up(kept.office, actor, access, now=now)
    if Errand.objects.live().filter(server=kept, handover__ended_at__isnull=True).exists():
        raise Refused(_("Reports are still with this system. End their hand-overs first."))
    kept.active, kept.key_sealed, kept.removed_at = False, None, now
    kept.save(update_fields=["active", "key_sealed", "removed_at"])
    note_erased(kept, "active", "key_sealed", "removed_at", now=now)
    record("reports.remove_server", actor=actor, obj=kept, office=kept.office, label=kept.name, now=now)
    return kept


def _locked(server: Open311Server) -> Open311Server:
    rows = Open311Server.objects.select_for_update(of=("self",)).select_related("office", "unit")
    found = rows.filter(pk=server.pk, removed_at__isnull=True).first()
    if found is None:
        raise Refused(_("This system was removed meanwhile."), code="wrong_state")
    return found


def _address(address: str) -> str:
    """The base address without the slash at its end."""
    plain = address.strip().rstrip("/")
    try:
        parts = check_address(plain, allowed=settings.OPEN311_HOSTS)
    except Problem as problem:
        if problem.code == "not_https":
            raise Refused(
                _("Only addresses that begin with https:// are called."), field="address"
            ) from problem
        raise Refused(_("This is no web address."), field="address") from problem
    if parts.query or parts.fragment or len(plain) > 300:
        raise Refused(
            _("Give the address up to the version, such as https://example.org/open311/v2."), field="address"
        )
    return plain
