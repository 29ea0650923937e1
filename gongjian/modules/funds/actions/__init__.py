"""The verbs of the money, each one transaction with its trail row. What becomes of a payment are moves of its loop."""

from gongjian.modules.funds.actions.closing import Closing, close_year, planned_closing
from gongjian.modules.funds.actions.deciding import case_texts, propose_case
from gongjian.modules.funds.actions.granting import (
    Planned,
    grant_year,
    planned_grants,
    reverse_grant,
    set_rule,
)
from gongjian.modules.funds.actions.paying import release, request_payment, reserve, search_texts

__all__ = [
    "Closing",
    "Planned",
    "case_texts",
    "close_year",
    "grant_year",
    "planned_closing",
    "planned_grants",
    "propose_case",
    "release",
    "request_payment",
    "reserve",
    "reverse_grant",
    "search_texts",
    "set_rule",
]
