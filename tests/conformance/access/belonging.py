"""Which models are copied into the twins, and where each row belongs: read from the columns, with what is decided otherwise."""

from functools import cache
from typing import Any

from django.db.models import Model

from gongjian.core.areas.models import Area
from tests.conformance.addresses import registered_models

Kind = type[Model]

NOT_COPIED = {
    "areas.Area": "each twin gets places of its own",
    "areas.OfficialCode": "official codes and names of places are public facts",
    "search.SearchText": "written anew by the index",
    "trail.Seal": "a chain is made, not copied",
    "trail.Unsealed": "a chain is made, not copied",
    "people.SignInSession": "made by signing in",
    "people.SeeAs": "an administrator's view; no text but its reason, which stands in the trail",
    "people.Bucket": "a counter without words",
    "once.Done": "keys of forms, without words",
    "items.NumberSeries": "a counter without words",
    "files.FileSpace": "a counter without words",
    "reports.KeptCounts": "counts kept for a while",
    "reports.TriageModel": "numbers for hashed features, nobody's text",
    "reports.Suggestion": "hangs on a model of triage",
    "factors.FactorRule": "without words; what it demands would stop every visitor",
    "clock.Duty": "a duty of a code is one for all offices",
    "intake.Gate": "a lock without words",
}
"""Models that the twins do without, each with its reason."""

OF_THE_OFFICE = {
    "experts.Expert": "experts are known to the whole office, wherever their unit works",
    "programmes.Programme": "programmes are the office's",
    "programmes.Strand": "programmes are the office's",
    "programmes.AnnualGoal": "goals are the office's",
    "programmes.GoalEntry": "goals are the office's",
}
"""What belongs to the whole office, though something of a community stands in its row."""


def label(model: Kind) -> str:
    """The name under which the tables above know it."""
    return str(model._meta.label)


def columns(model: Kind) -> list[Any]:
    """The columns of the model's table."""
    return list(model._meta.concrete_fields)


def parents(model: Kind, *, needed: bool) -> list[Any]:
    """Its relations to other models than places; with `needed`, those that are never empty."""
    found = [one for one in columns(model) if one.is_relation and one.related_model is not Area]
    return [one for one in found if one.related_model is not model and not (needed and one.null)]


@cache
def is_of_a_community(model: Kind) -> bool:
    """Whether its rows hang on something that lies in a community, else on the office as a whole."""
    if label(model) in ("orgs.Unit", "people.Person"):
        return True
    names = {one.name for one in columns(model)}
    if names & {"area", "area_path", "root", "item"}:
        return True
    above = [one.related_model for one in parents(model, needed=True)]
    return any(is_of_a_community(one) for one in above)


@cache
def is_of_an_office(model: Kind) -> bool:
    """Whether its rows belong to an office at all."""
    if any(one.is_relation and one.related_model is Area for one in columns(model)):
        return True
    return any(is_of_an_office(one.related_model) for one in parents(model, needed=True))


@cache
def copied_models() -> list[Kind]:
    """Every model that the twins get rows of, in the order of the registry."""
    return [
        model for model in registered_models() if label(model) not in NOT_COPIED and is_of_an_office(model)
    ]


class Shared:
    """The rows that all offices have in common: they may be pointed to from anywhere."""

    def __init__(self) -> None:
        self._keys: dict[Kind, set[Any]] = {}

    def holds(self, model: Kind, key: Any) -> bool:
        """Whether the row is one of them; of models that are not copied, every row is."""
        if model not in copied_models():
            return True
        if model not in self._keys:
            office = next((one for one in columns(model) if one.name == "office"), None)
            rows = model._base_manager.filter(office=None) if office is not None and office.null else None
            self._keys[model] = set() if rows is None else set(rows.values_list("pk", flat=True))
        return key in self._keys[model]
