"""Routing rules: written, tried on past reports, switched on and off."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.zh import clean_text
from gongjian.modules.reports.models import Category, RoutingRule, RuleState
from gongjian.modules.reports.routing import Trial, try_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What a rule asks, and to whom it leads."""

    unit: Unit
    category: Category | None = None
    area: Area | None = None
    words: str = ""
    handler: Person | None = None
    order: int = 100


@transaction.atomic
def save_rule(
    office: Area, *, facts: RuleFacts, actor: Person | None, now: dt.datetime, rule_id: int | None = None
) -> RoutingRule:
    """Write a rule, or change one. A changed rule proposes nothing until it has been tried and switched on again."""
    _check(office, actor, now)
    rule = _locked(rule_id, office) if rule_id else RoutingRule(office=office, since=timezone.localdate(now))
    words = " ".join(clean_text(facts.words).split())[:200]
    if facts.category is None and facts.area is None and not words:
        raise Refused(_("Say at least one: category, area, or words."), field="category")
    if facts.unit.office_id != office.pk or not facts.unit.active:
        raise Refused(_("Choose a unit of this office that is at work."), field="unit")
    if facts.area is not None and facts.area.office_id != office.pk:
        raise Refused(_("Choose an area of this office."), field="area")
    if facts.category is not None and facts.category.office_id not in (None, office.pk):
        raise Refused(_("That category is not in use in this office."), field="category")
    if (
        facts.handler is not None
        and not facts.handler.memberships.filter(unit=facts.unit, until__isnull=True).exists()
    ):
        raise Refused(_("Choose a person of that unit."), field="handler")
    before = str(rule) if rule.pk else ""
    rule.category, rule.area, rule.words, rule.unit = facts.category, facts.area, words, facts.unit
    rule.handler, rule.order, rule.state, rule.changed_at = facts.handler, facts.order, RuleState.DRAFT, now
    rule.tried, rule.tried_at = {}, None
    rule.save()
    _trail("save_rule", rule, actor=actor, now=now, changes={"rule": [before, str(rule)]})
    return rule


@transaction.atomic
def try_rule(rule_id: int, office: Area, *, actor: Person | None, now: dt.datetime) -> Trial:
    """Ask the rule about last month's reports, and keep the numbers with it."""
    _check(office, actor, now)
    rule = _locked(rule_id, office)
    trial = try_rules(office, [rule], now=now)
    rule.tried, rule.tried_at = trial.told(), now
    rule.save(update_fields=["tried", "tried_at"])
    _trail("try_rule", rule, actor=actor, now=now, changes={"tried": [None, rule.tried]})
    return trial


@transaction.atomic
def switch_rule(
    rule_id: int, office: Area, *, on: bool, actor: Person | None, now: dt.datetime
) -> RoutingRule:
    """Let it propose, or no more. Refused for a rule that was not tried as it stands."""
    _check(office, actor, now)
    rule = _locked(rule_id, office)
    if on and rule.tried_at is None:
        raise Refused(_("Try the rule on last month's reports first."), code="not_tried")
    state = RuleState.ON if on else RuleState.OFF
    if rule.state != state:
        before, rule.state = rule.state, state
        rule.save(update_fields=["state"])
        _trail("switch_rule", rule, actor=actor, now=now, changes={"state": [before, state]})
    return rule


def _locked(rule_id: int, office: Area) -> RoutingRule:
    rows = RoutingRule.objects.select_for_update(of=("self",)).with_all()
    found = rows.filter(pk=rule_id, office=office).first()
    if found is None:
        raise Refused(_("There is no such rule in this office."), code="not_found")
    return found


def _check(office: Area, actor: Person | None, now: dt.datetime) -> None:
    """`actor` None is the product itself, seeding."""
    if actor is not None and not access_of(actor, today=timezone.localdate(now)).may(
        "reports.set_up", office.path
    ):
        raise Refused(_("Only the desk of this office keeps rules."), code="not_allowed")


def _trail(act: str, rule: RoutingRule, *, actor: Person | None, now: dt.datetime, changes: object) -> None:
    record(
        f"reports.{act}",
        actor=actor,
        obj=rule,
        office=rule.office,
        label=str(rule)[:80],
        now=now,
        changes=changes,
    )  # type: ignore[arg-type]
