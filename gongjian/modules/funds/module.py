"""What the module of the money tells the platform about itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.panel import ItemPanel
from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.core.publicity.kind import PublicPart
from gongjian.modules.funds.actions import case_texts, search_texts
from gongjian.modules.funds.flows import CASE, PAYMENT
from gongjian.modules.funds.ledgers import ACCOUNTS, CASES, ENTRIES, MATTERS, PAYMENTS, VOUCHERS
from gongjian.modules.funds.measures import MEASURES
from gongjian.modules.funds.showing import case_quotes, panel_of, public_of, quotes_of

MODULE = Module(
    slug="funds",
    label=_("Special fund"),
    urls="gongjian.modules.funds.urls",
    flows=(PAYMENT, CASE),
    permissions=(
        Permission("funds.view", _("Read accounts, the book and payments"),
                   ("secretary", "department_head", "checker", "branch_secretary", "finance_clerk", "auditor")),
        Permission("funds.rule", _("Keep the rules of the fund and grant the year's money"),
                   ("secretary", "finance_clerk")),
        Permission("funds.request", _("Reserve money and ask for payments"),
                   ("branch_secretary", "department_head", "finance_clerk")),
        Permission("funds.check", _("Check the papers of a payment, and refuse it"), ("finance_clerk", "checker")),
        Permission("funds.decide", _("Enter what a meeting decided on a spending case"), ("secretary",)),
        Permission("funds.pay", _("Order a payment as the second person, and enter what the bank says"),
                   ("secretary", "finance_clerk")),
    ),
    menu=(
        MenuEntry(_("Accounts"), "funds:accounts", "table", _("Special fund"), "funds.view", order=400),
        MenuEntry(_("Payments"), "funds:payments", "table", _("Special fund"), "funds.view", order=410),
        MenuEntry(_("Spending cases"), "funds:cases", "table", _("Special fund"), "funds.view", order=411),
        MenuEntry(_("Money by matter"), "funds:matters", "table", _("Special fund"), "funds.view", order=412),
        MenuEntry(_("The book"), "funds:entries", "table", _("Special fund"), "funds.view", order=420),
        MenuEntry(_("Vouchers"), "funds:vouchers", "table", _("Special fund"), "funds.view", order=430),
        MenuEntry(_("Rules of the fund"), "funds:rules", "table", _("Special fund"), "funds.view", order=440),
    ),
    ledgers=(ACCOUNTS, ENTRIES, PAYMENTS, CASES, VOUCHERS, MATTERS),
    measures=MEASURES,
    texts={"payment": search_texts, "spending_case": case_texts},
    quotes={"payment": quotes_of, "spending_case": case_quotes},
    panels=(ItemPanel("project", "funds/panel.html", panel_of, order=50),),
    public_parts=(PublicPart("project", "funds/public_part.html", public_of, order=50),),
    acts={
        "set_rule": pgettext_lazy("act", "Set a rule of the fund"),
        "open_account": pgettext_lazy("act", "Opened an account"),
        "grant": pgettext_lazy("act", "Granted money"),
        "reserve": pgettext_lazy("act", "Reserved money"),
        "release": pgettext_lazy("act", "Released money"),
        "spend": pgettext_lazy("act", "Booked as spent"),
        "return": pgettext_lazy("act", "Booked as come back"),
        "correct": pgettext_lazy("act", "Reversed a grant"),
        "case": pgettext_lazy("act", "Granted case by case"),
        "carried": pgettext_lazy("act", "Carried to the next year"),
        "brought": pgettext_lazy("act", "Brought from last year"),
        "lapsed": pgettext_lazy("act", "Fell back"),
        "close_account": pgettext_lazy("act", "Closed an account"),
        "propose_case": pgettext_lazy("act", "Proposed a spending case"),
        "request_payment": pgettext_lazy("act", "Asked for a payment"),
        "add_voucher": pgettext_lazy("act", "Entered a voucher"),
    },
    seeds="gongjian.modules.funds.seeds",
    docs="docs/modules/funds.md",
    glossary=("FundRule", "Account", "Entry", "Payment", "Voucher", "SpendingCase"),
)  # fmt: skip
