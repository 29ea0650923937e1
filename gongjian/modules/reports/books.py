"""The lists that the desk keeps: categories as a tree, and routing rules."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import ChoiceFilter, ConditionFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access
from gongjian.modules.reports.bringing.tree import CATEGORIES_IN
from gongjian.modules.reports.models import Category, RoutingRule, RuleState
from gongjian.modules.reports.models.routing import offices_kept

TONES = {"draft": ("edit", ""), "on": ("ok", "ok"), "off": ("off", "")}


def _categories(access: Access) -> Any:
    rows = Category.objects.filter(
        Q(office__isnull=True) | Q(office__in=offices_kept(access)), until__isnull=True
    )
    return rows.with_paths().prefetch_related("helpers")


def _rules(access: Access) -> Any:
    return RoutingRule.objects.visible_to(access).with_all()


def _tried(rule: RoutingRule) -> str:
    return f"{rule.tried['agrees']} / {rule.tried['fits']}" if rule.tried else ""


CATEGORIES = Ledger(
    slug="categories",
    title=_("Categories"),
    permission="reports.set_up",
    url_name="reports:categories",
    queryset=_categories,
    columns=(
        Column("path", _("Category"), "path_text", link=True, phone=True),
        Column("code", _("Code"), "code", width=110, sort="code", phone=True),
        Column("lead", _("Lead unit"), "lead", width=140),
        Column("helpers", _("Units that help"), lambda row: "、".join(str(one) for one in row.helpers.all()), width=160),
        Column("public", _("What residents read"), "told_as", width=150),
        Column("hint", _("What belongs to it"), "hint", width=220, shown=False),
        Column("since", pgettext_lazy("of a category", "In use since"), "since", Kind.DATE, width=110, sort="since", shown=False),
    ),
    default_sort="code",
    filters=(
        ConditionFilter(
            "top", pgettext_lazy("of a category", "Level"), "", [("only", _("Topmost only"))],
            conditions={"only": lambda now: Q(parent__isnull=True)},
        ),
    ),
    search=lambda words: Q(name__icontains=words) | Q(hint__icontains=words) | Q(parent__name__icontains=words),
    row_url=lambda row: reverse("reports:edit_category", args=[row.code]) if row.office_id else "",
    primary_action=PrimaryAction(_("Add a category"), "reports:new_category", "plus", "reports.set_up"),
    empty_title=_("No categories yet"),
    empty_text=_("Add what residents usually report, each with the unit that leads it."),
    intake=CATEGORIES_IN,
)  # fmt: skip

RULES = Ledger(
    slug="routing-rules",
    title=_("Routing rules"),
    permission="reports.set_up",
    url_name="reports:rules",
    queryset=_rules,
    columns=(
        Column("rule", _("Rule"), str, link=True, phone=True),
        Column("unit", _("Goes to"), "unit", width=140),
        Column("order", _("Asked in this order"), "order", Kind.NUMBER, width=90, sort="order"),
        Column("state", _("State"), lambda row: (row.get_state_display(), *TONES[row.state]), Kind.STATUS, width=120,
               sort="state", phone=True),
        Column("tried", _("Agreed when tried"), _tried, width=110),
        Column("changed", pgettext_lazy("column", "Changed"), "changed_at", Kind.STAMP, width=132, sort="changed_at", shown=False),
    ),
    default_sort="order",
    filters=(ChoiceFilter("state", _("State"), "state", RuleState.choices),),
    views=(SavedView("on", pgettext_lazy("routing rule", "Proposes"), {"state": ["on"]}),),
    search=lambda words: Q(words__icontains=words) | Q(unit__name__icontains=words) | Q(category__name__icontains=words),
    row_url=page_by_number("reports:rule"),
    primary_action=PrimaryAction(_("Add a rule"), "reports:new_rule", "plus", "reports.set_up"),
    empty_title=_("No rules yet"),
    empty_text=_("Without rules the lead unit of the category is proposed. A rule says it finer: by place and words."),
)  # fmt: skip
