"""The exchange's own facts: what is given, what is needed, and what was brought together."""

from gongjian.modules.exchange.models.asking import Declining, Match, Need, Origin
from gongjian.modules.exchange.models.giving import (
    ExchangeCategory,
    Offered,
    Per,
    Resource,
    ResourceWindow,
)
from gongjian.modules.exchange.models.matching import Answer, Proposal, ProposedMatch, WithoutMatch

__all__ = [
    "Answer", "Declining", "ExchangeCategory", "Match", "Need", "Offered", "Origin", "Per", "Proposal", "ProposedMatch",
    "Resource", "ResourceWindow", "WithoutMatch",
]  # fmt: skip
