"""What letters about one report may say beyond the columns of its list: always as masked as on the page."""

from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.ledger import Column
from gongjian.modules.reports.models import Report


def _answer(report: Report) -> str:
    newest = report.answers.order_by("-at", "-pk").first()
    return newest.text if newest else ""


PAPER_COLUMNS = (
    Column("body", pgettext_lazy("of a report", "What was told"), "body"),
    Column("answer", pgettext_lazy("of a report", "Answer"), _answer),
    Column("name_shown", pgettext_lazy("of a report", "Reporter, masked"), "name_shown"),
    Column("phone_shown", pgettext_lazy("of a report", "Telephone, masked"), "phone_shown"),
)
