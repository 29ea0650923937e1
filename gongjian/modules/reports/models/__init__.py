"""The module's nouns: the report and its category, what the office answered, what residents said about it."""

from gongjian.modules.reports.models.category import Category, CategoryQuerySet
from gongjian.modules.reports.models.draft import Draft
from gongjian.modules.reports.models.errand import Errand, ErrandState, Open311Server, ServiceMapping
from gongjian.modules.reports.models.me_too import MeToo
from gongjian.modules.reports.models.open311 import MediaState, Open311Key, Receipt
from gongjian.modules.reports.models.proof import Inspection, InspectionPlan, Sighting
from gongjian.modules.reports.models.rating import KeptCounts, RateExclusion, RateName, RateWeight
from gongjian.modules.reports.models.report import DESK_CHANNELS, Channel, Follower, Report, ReportQuerySet
from gongjian.modules.reports.models.routing import RoutingRule, RoutingRuleQuerySet, RuleState
from gongjian.modules.reports.models.shown import OpenDataMonth, OpenDataRules, ShownAnswer, ShownTopic
from gongjian.modules.reports.models.topics import HotTopic, HotTopicQuerySet, TopicLink, TopicMessage
from gongjian.modules.reports.models.triage import (
    Suggestion,
    SuggestionQuerySet,
    TriageModel,
    TriageModelQuerySet,
)
from gongjian.modules.reports.models.voice import Answer, AnswerTemplate, Satisfaction, Verdict

__all__ = [
    "DESK_CHANNELS",
    "Answer",
    "AnswerTemplate",
    "Category",
    "CategoryQuerySet",
    "Channel",
    "Draft",
    "Errand",
    "ErrandState",
    "Follower",
    "HotTopic",
    "HotTopicQuerySet",
    "Inspection",
    "InspectionPlan",
    "KeptCounts",
    "MeToo",
    "MediaState",
    "Open311Key",
    "Open311Server",
    "OpenDataMonth",
    "OpenDataRules",
    "RateExclusion",
    "RateName",
    "RateWeight",
    "Receipt",
    "Report",
    "ReportQuerySet",
    "RoutingRule",
    "RoutingRuleQuerySet",
    "RuleState",
    "Satisfaction",
    "ServiceMapping",
    "ShownAnswer",
    "ShownTopic",
    "Sighting",
    "Suggestion",
    "SuggestionQuerySet",
    "TopicLink",
    "TopicMessage",
    "TriageModel",
    "TriageModelQuerySet",
    "Verdict",
]
