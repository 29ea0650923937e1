"""The module's verbs: the only writers of reports and what hangs on them."""

from gongjian.modules.reports.actions.contacts import find_by_phone, forget_contacts, reveal_contact
from gongjian.modules.reports.actions.receiving import register_report, report_publicly
from gongjian.modules.reports.actions.routing import RuleFacts, save_rule, switch_rule, try_rule
from gongjian.modules.reports.actions.setting_up import save_category, save_template
from gongjian.modules.reports.actions.sorting import correct_category, merge_report, publish, sort_report
from gongjian.modules.reports.actions.told import Told
from gongjian.modules.reports.actions.voices import add_word, rate, send_word

__all__ = [
    "RuleFacts",
    "Told",
    "add_word",
    "correct_category",
    "find_by_phone",
    "forget_contacts",
    "merge_report",
    "publish",
    "rate",
    "register_report",
    "report_publicly",
    "reveal_contact",
    "save_category",
    "save_rule",
    "save_template",
    "send_word",
    "sort_report",
    "switch_rule",
    "try_rule",
]
