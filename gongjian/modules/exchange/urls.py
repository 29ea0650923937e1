from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.exchange.ledgers import MATCHES, NEEDS, RESOURCES
from gongjian.modules.exchange.views import categories, matches, needs, proposals, ranking, resources

app_name = "exchange"
urlpatterns = [
    path("mine/", resources.mine, name="mine"),
    path("resources/", ledger_view(RESOURCES), name="resources"),
    path("resources/new/", resources.new_resource, name="new_resource"),
    path("resources/<int:pk>/", resources.resource, name="resource"),
    path("resources/<int:pk>/change/", resources.change, name="change_resource"),
    path("resources/<int:pk>/pause/", resources.pause, name="pause"),
    path("resources/<int:pk>/again/", resources.again, name="again"),
    path("resources/<int:pk>/withdraw/", resources.withdraw, name="withdraw"),
    path("needs/", ledger_view(NEEDS), name="needs"),
    path("needs/new/", needs.new_need, name="new_need"),
    path("needs/<int:pk>/", needs.need, name="need"),
    path("needs/<int:pk>/change/", needs.change, name="change_need"),
    path("needs/<int:pk>/choose/", needs.choose, name="choose"),
    path("needs/<int:pk>/offer/<int:resource>/", needs.propose, name="propose"),
    path("needs/<int:pk>/ranking/", ranking.ranking, name="ranking"),
    path("needs/<int:pk>/ranking/<int:resource>/", ranking.ask_unit, name="ask_unit"),
    path("matches/", ledger_view(MATCHES), name="matches"),
    path("matches/<int:pk>/", matches.match, name="match"),
    path("matches/<int:pk>/deliver/", matches.deliver, name="deliver"),
    path("matches/<int:pk>/link/", matches.link, name="link"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.new_proposal, name="new_proposal"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/confirm/", proposals.confirm_proposal, name="confirm_proposal"),
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.new_category, name="new_category"),
    path("categories/<int:pk>/end/", categories.end_category, name="end_category"),
]
