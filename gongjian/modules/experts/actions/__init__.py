"""The verbs of the think tank. Accept, decline and cancel are moves of the order."""

from gongjian.modules.experts.actions.cataloguing import (
    ServiceFacts,
    add_service,
    change_service,
    offer_again,
    pause_service,
    unit_withdrew,
    withdraw_service,
)
from gongjian.modules.experts.actions.ordering import (
    accept_by_link,
    accept_order,
    decline_by_link,
    place_order,
    rate_order,
    report_delivery,
    search_texts,
)
from gongjian.modules.experts.actions.registering import ExpertFacts, add_expert, change_expert, end_expert
from gongjian.modules.experts.actions.sorting import add_type, end_type

__all__ = [
    "ExpertFacts", "ServiceFacts", "accept_by_link", "accept_order", "add_expert", "add_service", "add_type",
    "change_expert", "change_service", "decline_by_link", "end_expert", "end_type", "offer_again", "pause_service",
    "place_order", "rate_order", "report_delivery", "search_texts", "unit_withdrew", "withdraw_service",
]  # fmt: skip
