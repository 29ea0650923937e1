"""The ledger as one person has it: what was declared, and the fields that her offices added."""

from dataclasses import replace
from typing import Any

from django.db.models import Value

from gongjian.core.fields.models import CustomField
from gongjian.core.intake.came_in import CameInFilter
from gongjian.core.ledgers.custom import own_columns, own_filters, with_own_values
from gongjian.core.ledgers.ledger import Ledger, SavedView
from gongjian.core.ledgers.models import PREFIX, LedgerChoice, LedgerView
from gongjian.core.people.access import Access

CHOICE = -1
"""In the place of a view's order: the row is the person's choice of columns."""


def resolved(ledger: Ledger, access: Access) -> Ledger:
    """The declaration, followed by the live own fields of the offices in which the person reads it, and by the views
    that she kept or that are shared with her there; two queries, and one more for the values of a page.

    The page, its exports, the API, papers and intake use this one, so that all know the same columns and filters. Only
    lists of items (`flow`) can have fields of their own. A list that takes rows in can be asked what came with an import.
    """
    return resolved_with_choice(ledger, access)[0]


def resolved_with_choice(ledger: Ledger, access: Access) -> tuple[Ledger, LedgerChoice]:
    """The same with the person's own choice of columns beside it, and no query more."""
    views, choice = kept_of(ledger, access)
    return replace(with_own_fields(ledger, access), views=(*ledger.views, *views)), choice


def with_own_fields(ledger: Ledger, access: Access) -> Ledger:
    """The declaration with the own fields alone."""
    if ledger.intake is not None:
        ledger = replace(ledger, filters=(*ledger.filters, CameInFilter()))
    paths = access.paths(ledger.permission) if ledger.flow else []
    fields = (
        CustomField.objects.read_under(paths, ledger.flow.kind).with_lines() if ledger.flow and paths else []
    )
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


def kept_of(ledger: Ledger, access: Access) -> tuple[list[SavedView], LedgerChoice]:
    """Views that people kept, as declared ones are written, shared ones first, then her own; and her choice, one that
    says nothing as long as she made none. One query for both."""
    views = LedgerView.objects.filter(ledger=ledger.slug).for_reader(access, ledger.permission).order_by()
    kept = views.values_list("pk", "name", "person_id", "office_id", "params", "columns", "order")
    choices = LedgerChoice.objects.filter(person=access.person_id, ledger=ledger.slug).order_by()
    hers = choices.values_list("pk", "start", "person_id", "person_id", "widths", "columns", Value(CHOICE))
    choice, found = LedgerChoice(ledger=ledger.slug), []
    for pk, words, person, office, facts, columns, order in kept.union(hers, all=True):
        if order == CHOICE:
            choice = LedgerChoice(pk=pk, ledger=ledger.slug, start=words, widths=facts, columns=columns)
        else:
            found.append((office is None, order, pk, words, person, facts, columns))
    return [
        SavedView(
            f"{PREFIX}{pk}",
            name,
            params,
            tuple(columns),
            pk,
            own=person == access.person_id,
            shared=not alone,
        )
        for alone, _order, pk, name, person, params, columns in sorted(found, key=lambda row: row[:3])
    ], choice
