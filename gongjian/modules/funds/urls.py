from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.funds.ledgers import ACCOUNTS, CASES, ENTRIES, MATTERS, PAYMENTS, VOUCHERS
from gongjian.modules.funds.views import accounts, matters, years

app_name = "funds"
urlpatterns = [
    path("", ledger_view(ACCOUNTS), name="accounts"),
    path("book/", ledger_view(ENTRIES), name="entries"),
    path("payments/", ledger_view(PAYMENTS), name="payments"),
    path("cases/", ledger_view(CASES), name="cases"),
    path("vouchers/", ledger_view(VOUCHERS), name="vouchers"),
    path("matters/", ledger_view(MATTERS), name="matters"),
    path("rules/", years.rules, name="rules"),
    path("rules/new/", years.new_rule, name="new_rule"),
    path("rules/share/", years.new_share, name="new_share"),
    path("grant/", years.grant, name="grant"),
    path("close/", years.close, name="close"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/pay/", accounts.pay, name="pay"),
    path("accounts/<int:pk>/reserve/", accounts.reserve, name="reserve"),
    path("accounts/<int:pk>/case/", accounts.propose_case, name="propose_case"),
    path("book/<int:pk>/reverse/", accounts.reverse_grant, name="reverse"),
    path("payments/<int:pk>/", matters.payment, name="payment"),
    path("cases/<int:pk>/", matters.case, name="case"),
]
