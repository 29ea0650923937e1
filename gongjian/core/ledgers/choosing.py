"""Which columns a person sees: her own choice per list, kept in a cookie of her own."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from gongjian.core.ledgers.ledger import Column, Ledger
from gongjian.core.people.access import Access

YEAR = 365 * 24 * 3600


def chosen_columns(ledger: Ledger, request: HttpRequest, access: Access) -> Sequence[Column]:
    """The columns of her choice in the declared order; the list's own choice as long as she made none."""
    names = request.COOKIES.get(_cookie(ledger, access), "").split(".")
    chosen = [column for column in ledger.columns if column.name in names]
    return chosen or [column for column in ledger.columns if column.shown]


def keep_choice(response: HttpResponse, ledger: Ledger, access: Access, *, names: Sequence[str]) -> None:
    """Keep a choice for a year; an empty one goes back to the list's own."""
    known = [column.name for column in ledger.columns if column.name in names]
    if known:
        response.set_cookie(
            _cookie(ledger, access), ".".join(known), max_age=YEAR, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(_cookie(ledger, access), samesite="Lax")


def _cookie(ledger: Ledger, access: Access) -> str:
    return f"columns-{ledger.slug}-{access.person_id}"
