"""The verbs of the exchange. Accept, agree, begin and cancel are moves of the match."""

from gongjian.modules.exchange.actions.asking import describe_need, open_need
from gongjian.modules.exchange.actions.following import follow_matches, unit_withdrew
from gongjian.modules.exchange.actions.giving import (
    Facts,
    add_resource,
    change_resource,
    offer_again,
    pause_resource,
    withdraw_resource,
)
from gongjian.modules.exchange.actions.matching_up import (
    accept_by_link,
    confirm_delivery,
    decline_by_link,
    propose_match,
)
from gongjian.modules.exchange.actions.sorting import add_category, end_category

__all__ = [
    "Facts", "accept_by_link", "add_category", "add_resource", "change_resource", "confirm_delivery",
    "decline_by_link", "describe_need", "end_category", "follow_matches", "offer_again", "open_need",
    "pause_resource", "propose_match", "unit_withdrew", "withdraw_resource",
]  # fmt: skip
