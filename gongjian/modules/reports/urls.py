"""Addresses of the desk's pages, under /desk/reports/."""

from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.reports.books import CATEGORIES, RULES
from gongjian.modules.reports.hearing import views as topics
from gongjian.modules.reports.hearing.ledgers import TOPICS
from gongjian.modules.reports.ledgers import REPORTS
from gongjian.modules.reports.open311.desk_urls import urlpatterns as open311
from gongjian.modules.reports.rating import views as rating
from gongjian.modules.reports.shown import desk_views as shown
from gongjian.modules.reports.shown import rules_views
from gongjian.modules.reports.views.desk import (
    acts,
    detail,
    proof,
    register,
    rules,
    setting_up,
    sorting,
    triage,
)

app_name = "reports"
urlpatterns = [
    path("", ledger_view(REPORTS), name="ledger"),
    path("new/", register.new, name="new"),
    path("sort/", sorting.sort, name="sort"),
    path("by-phone/", acts.by_phone, name="by_phone"),
    path("rates/", rating.rates, name="rates"),
    path("rates/exclusions/", rating.exclusions, name="exclusions"),
    path("rates/exclusions/<int:pk>/", rating.decide, name="decide_exclusion"),
    path("rates/weights/", rating.weights, name="weights"),
    path("set-up/", setting_up.set_up, name="set_up"),
    path("set-up/category/", setting_up.category, name="new_category"),
    path("set-up/category/<slug:code>/", setting_up.category, name="edit_category"),
    path("set-up/template/", setting_up.template, name="new_template"),
    path("set-up/template/<int:pk>/", setting_up.template, name="edit_template"),
    path("proof/", proof.proof, name="proof"),
    path("proof/announce/", proof.announce, name="announce_inspection"),
    path("proof/<int:pk>/", proof.plan, name="inspection_plan"),
    path("proof/<int:pk>/call-off/", proof.call_off, name="call_off_inspection"),
    path("proof/<int:pk>/draw/", proof.draw, name="draw_inspection"),
    path("proof/<int:pk>/verify/", proof.verify, name="inspection_verify"),
    path("proof/<int:pk>/list/", proof.to_see, name="inspections"),
    path("proof/<int:pk>/list/<int:entry>/", proof.see, name="inspect"),
    path("categories/", ledger_view(CATEGORIES), name="categories"),
    path("topics/", ledger_view(TOPICS), name="topics"),
    path("topics/<int:pk>/", topics.topic, name="topic"),
    path("topics/<int:pk>/points/", topics.points, name="topic_points"),
    path("topics/<int:pk>/name/", topics.call, name="call_topic"),
    path("topics/<int:pk>/merge/", topics.merge, name="merge_topics"),
    path("topics/<int:pk>/split/", topics.split, name="split_topic"),
    path("topics/<int:pk>/one-case/", topics.one_case, name="one_case"),
    path("topics/<int:pk>/show/", shown.show_topic, name="show_topic"),
    path("open-data/", rules_views.open_data, name="open_data"),
    path("shown/topic/<int:pk>/back/", shown.withdraw_topic, name="withdraw_topic"),
    path("shown/answer/<int:pk>/back/", shown.withdraw_answer, name="withdraw_answer"),
    path("<int:pk>/show/", shown.show_answer, name="show_answer"),
    path("triage/", triage.triage, name="triage"),
    path("rules/", ledger_view(RULES), name="rules"),
    path("rules/new/", rules.edit, name="new_rule"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/edit/", rules.edit, name="edit_rule"),
    path("rules/<int:pk>/try/", rules.try_it, name="try_rule"),
    path("rules/<int:pk>/switch/", rules.switch, name="switch_rule"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/move/<slug:name>/", detail.move, name="move"),
    path("<int:pk>/merge/", acts.merge, name="merge"),
    path("<int:pk>/category/", acts.category, name="category"),
    path("<int:pk>/word/", acts.word, name="word"),
    path("<int:pk>/publish/", acts.publish, name="publish"),
    path("<int:pk>/reveal/", acts.reveal, name="reveal"),
    path("<int:pk>/exclusion/", rating.ask, name="ask_exclusion"),
    path("<int:pk>/slip/", register.slip, name="slip"),
    *open311,
]
