"""The ledger as one person has it: what was declared, and the fields that her offices added."""

from dataclasses import replace
from typing import Any

from gongjian.core.fields.models import CustomField
from gongjian.core.intake.came_in import CameInFilter
from gongjian.core.ledgers.custom import own_columns, own_filters, with_own_values
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.people.access import Access


def resolved(ledger: Ledger, access: Access) -> Ledger:
    """The declaration, followed by the live own fields of the offices in which the person reads it; at most two queries.

    The page, its exports, the API, papers and intake use this one, so that all know the same columns and filters. Only
    lists of items (`flow`) can have fields of their own. A list that takes rows in can be asked what came with an import.
    """
    if ledger.intake is not None:
        ledger = replace(ledger, filters=(*ledger.filters, CameInFilter()))
    if ledger.flow is None:
        return ledger
    paths = access.paths(ledger.permission)
    fields = list(CustomField.objects.read_under(paths, ledger.flow.kind)) if paths else []
    if not fields:
        return ledger
    declared, item = ledger.queryset, ledger.item

    def rows(asking: Access) -> Any:
        return with_own_values(declared(asking), fields, item=item)

    return replace(
        ledger,
        queryset=rows,
        columns=(*ledger.columns, *own_columns(fields, item=item)),
        filters=(*ledger.filters, *own_filters(fields, item=item)),
    )
