"""Which lists take rows in, by the ledgers' own declarations."""

from functools import cache
from typing import TYPE_CHECKING

from gongjian.core.manifest import manifests

if TYPE_CHECKING:
    from gongjian.core.areas.models import AreaQuerySet
    from gongjian.core.intake.spec import Intake
    from gongjian.core.ledgers.ledger import Ledger
    from gongjian.core.people.access import Access


@cache
def takers() -> "dict[str, Ledger]":
    """Every ledger that has an intake, by its slug."""
    return {ledger.slug: ledger for module in manifests() for ledger in module.ledgers if ledger.intake}


def intake_of(slug: str) -> "Intake":
    """The intake of the list of this slug; raises KeyError for a list that takes nothing in."""
    found = takers()[slug].intake
    if found is None:
        raise KeyError(slug)
    return found


def permission_of(slug: str) -> str:
    """The permission by which one imports into the list."""
    return intake_of(slug).permission


def offices_for(access: "Access", slug: str) -> "AreaQuerySet":
    """The working offices for whose area the person may import into the list."""
    from gongjian.core.areas.models import Area

    return Area.objects.offices().current().under_any(access.paths(permission_of(slug))).order_by("path")
