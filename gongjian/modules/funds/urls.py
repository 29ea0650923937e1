from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.funds import views
from gongjian.modules.funds.ledgers import ACCOUNTS, ENTRIES, PAYMENTS, VOUCHERS

app_name = "funds"
urlpatterns = [
    path("", ledger_view(ACCOUNTS), name="accounts"),
    path("book/", ledger_view(ENTRIES), name="entries"),
    path("payments/", ledger_view(PAYMENTS), name="payments"),
    path("vouchers/", ledger_view(VOUCHERS), name="vouchers"),
    path("rules/", views.rules, name="rules"),
    path("rules/new/", views.new_rule, name="new_rule"),
    path("grant/", views.grant, name="grant"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/pay/", views.pay, name="pay"),
    path("accounts/<int:pk>/reserve/", views.reserve, name="reserve"),
    path("book/<int:pk>/reverse/", views.reverse_grant, name="reverse"),
    path("payments/<int:pk>/", views.payment, name="payment"),
]
