"""An agreement as a Word document, ready to be stamped by both parties."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.lib.docx.plain import Plain
from gongjian.modules.network.models import Agreement


def agreement_docx(agreement: Agreement) -> bytes:
    """Parties, days, what each gives, and where they sign; a constant number of queries. `agreement` is `with_all()`."""
    item = agreement.item
    partner, side = str(item.unit), str(agreement.side)
    made = Plain(_("Co-building agreement"))
    made.facts([
        (_("Number"), item.number),
        (_("What it is about"), item.title),
        (pgettext("of the alliance", "Partner"), partner),
        (_("Side of the office"), side),
        (_("From"), agreement.since.isoformat()),
        (_("Last day"), agreement.until.isoformat()),
        (_("Renews"), agreement.previous.item.number if agreement.previous else ""),
    ])  # fmt: skip
    made.heading(_("What each side gives"))
    head = (_("Who gives"), _("What is named"), _("How many times or how much"))
    terms = agreement.terms.select_related("giver")
    made.table(head, [(str(one.giver), one.what, f"{one.quantity} {one.measure}".strip()) for one in terms])
    made.text("")
    made.signing([partner, side], signature=_("Stamp and signature"), day=pgettext("on paper", "Day"))
    made.text(_("Written on %(day)s.") % {"day": timezone.localdate().isoformat()})
    return made.as_bytes()
