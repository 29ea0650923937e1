"""All lists of the product by their slugs."""

from functools import cache

from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.manifest import manifests


@cache
def all_ledgers() -> dict[str, Ledger]:
    """Every declared list by slug. Raises ValueError where two bear one slug."""
    found: dict[str, Ledger] = {}
    for manifest in manifests():
        for ledger in manifest.ledgers:
            if ledger.slug in found:
                raise ValueError(f"two ledgers are called {ledger.slug}")
            found[ledger.slug] = ledger
    return found


def ledger_named(slug: str) -> Ledger:
    """The list of this slug; raises KeyError."""
    return all_ledgers()[slug]
