"""The named numbers of the alliance."""

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.measures.counted import Counted
from gongjian.core.measures.measure import Measure
from gongjian.modules.network.models import Agreement, AgreementTerm, Joining, ending_from

MEMBERS = Counted(
    rows=lambda now: Joining.objects.filter(state="member"), path="area_path", at="since", day=True,
    page="network:partners", params={"state": "member"}, dates="joined",
)  # fmt: skip
RUNNING = Counted(
    rows=lambda now: Agreement.objects.filter(item__state="running"), at="since", day=True,
    page="network:agreements", params={"state": "running"}, dates="begins",
)  # fmt: skip
ENDING = Counted(
    rows=lambda now: Agreement.objects.filter(ending_from(timezone.localdate(now))), at="since", day=True,
    page="network:agreements", params={"holds": "soon"}, dates="begins",
)  # fmt: skip


def _terms(condition: Q) -> Counted:
    running = AgreementTerm.objects.filter(agreement__item__state="running")
    return Counted(
        rows=lambda now: running.filter(condition),
        path="agreement__item__area_path",
        at="agreement__since",
        day=True,
    )


MEASURES = (
    Measure(name="network.members", label=_("Units of the alliance"), unit=_("units"), part=MEMBERS,
            formula=_("Units whose standing is “member”, by the day they joined")),
    Measure(name="network.agreements", label=_("Agreements running"), unit=_("agreements"), part=RUNNING,
            formula=_("Agreements that are running, by their first day")),
    Measure(name="network.ending", label=_("Agreements ending soon"), unit=_("agreements"), part=ENDING,
            formula=_("Running agreements whose last day lies within 60 days")),
    Measure(name="network.fulfilment", label=_("Share of terms kept"), unit="%", better="up",
            part=_terms(Q(delivered__gte=F("quantity"))), whole=_terms(Q()),
            formula=_("Terms delivered as often as promised ÷ all terms of running agreements")),
)  # fmt: skip
