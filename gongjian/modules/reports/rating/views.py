"""Pages of rating: the table, requests to leave a report out and the decision, the weights."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.measures.asking import areas_offered
from gongjian.core.people.guard import allow
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import RateExclusion, RateWeight, Report
from gongjian.modules.reports.rating import exclusions as acts
from gongjian.modules.reports.rating.asking import PERMISSION, answer_rates, read_rates
from gongjian.modules.reports.rating.exports import method_words, rates_file
from gongjian.modules.reports.rating.forms import AskForm, DecideForm, WeightsForm
from gongjian.modules.reports.rating.rates import RATES
from gongjian.modules.reports.rating.table import CUTS
from gongjian.modules.reports.rating.weighing import WEIGH, set_weights
from gongjian.modules.reports.views.desk.asking import answer, detail_url, visible_report
from gongjian.modules.reports.views.desk.register import office_of

SHOWN = 100
UNTIL_THEN = gettext_lazy(
    "It counts until a second person with another role approves; how many are left out stands beside each rate."
)


@allow(PERMISSION, methods=("GET",))
def rates(request: HttpRequest) -> HttpResponse:
    """The table for what is asked, or the same as a file."""
    access = request.access  # type: ignore[attr-defined]
    question = read_rates(request.GET, access, now=timezone.now())
    table = None
    try:
        table = answer_rates(question, anew="anew" in request.GET)
        if not question.problems and (file_format := request.GET.get("export")) is not None:
            return rates_file(table, question, file_format=file_format, actor=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        question.problems.append(str(refused.reason))
    asked = {
        "since": question.scope.since,
        "until": question.scope.until,
        "area": request.GET.get("area", ""),
    }
    context = {
        "table": table, "by": question.by, "cuts": CUTS.items(), "rates": RATES, "problems": question.problems,
        "asked": {name: str(value) for name, value in asked.items()}, "areas": areas_offered(access, permission=PERMISSION),
        "counted_before": table is not None and table.at < question.scope.now,
        "kept": urlencode({name: value for name, value in asked.items() if value}),
        "method": method_words(table) if table else "", "may_weigh": access.may_anywhere(WEIGH),
        "waiting": _requests(request).waiting().count(), "ranked": table and any(line.rank for line in table.lines),
    }  # fmt: skip
    return render(request, "reports/rates/table.html", context, status=400 if question.problems else 200)


@allow(PERMISSION, methods=("GET",))
def exclusions(request: HttpRequest) -> HttpResponse:
    """Requests that wait, then the latest that were decided."""
    rows = _requests(request).select_related("report__item", "asked_by", "decided_by")
    context = {
        "waiting": rows.waiting()[:SHOWN],
        "decided": rows.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")[:SHOWN],
        "may_decide": request.access.may_anywhere(acts.DECIDE),  # type: ignore[attr-defined]
    }
    return render(request, "reports/rates/exclusions.html", context)


@allow(acts.ASK)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that this report be left out of some rates."""
    report = visible_report(request, pk)
    if not request.access.may(acts.ASK, report.item.area_path):  # type: ignore[attr-defined]
        raise PermissionDenied

    def run(given: dict[str, Any]) -> str:
        acts.ask_exclusion(pk, actor=request.user, now=timezone.now(), access=request.access, **given)  # type: ignore[arg-type, attr-defined]
        return detail_url(report)

    return answer(
        request, AskForm(request.POST or None), run, act=f"reports.ask_exclusion:{pk}", back_url=detail_url(report),
        title=_("Leave this report out of a rate"), submit_label=_("Ask for it"), done=_("Asked. It counts until somebody else approves."),
        intro=f"{report.item}。" + str(UNTIL_THEN),
    )  # fmt: skip


@allow(acts.DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one request; whoever must not is told why before she writes anything."""
    row = get_object_or_404(
        _requests(request).select_related("report__item", "report__merged_into__item", "asked_by"), pk=pk
    )
    now, refusal = timezone.now(), ""
    try:
        acts.check_may_decide(row, row.report, actor=request.user, access=request.access, now=now)  # type: ignore[arg-type, attr-defined]
    except Refused as refused:
        refusal = str(refused.reason)

    def run(given: dict[str, Any]) -> str:
        acts.decide_exclusion(
            pk, grant=given["decision"] == "grant", answer=given["answer"], actor=request.user, now=now,  # type: ignore[arg-type]
            access=request.access,  # type: ignore[attr-defined]
        )  # fmt: skip
        return reverse("reports:exclusions")

    return answer(
        request, DecideForm(request.POST or None), run, act=f"reports.decide_exclusion:{pk}", row=row,
        back_url=reverse("reports:exclusions"), title=_("Decide: left out of the rate, or not"),
        template="reports/rates/decide.html", nothing_to_do=bool(refusal), refusal_words=refusal,
    )  # fmt: skip


@allow(WEIGH)
def weights(request: HttpRequest) -> HttpResponse:
    """What the rates weighed and weigh, and new weights from a day on."""
    office = office_of(request, WEIGH)
    form = WeightsForm(request.POST or None)

    def run(given: dict[str, Any]) -> str:
        set_weights(
            office, weights=form.weights(), since=given["since"], source=given["source"], actor=request.user,  # type: ignore[arg-type]
            access=request.access, now=timezone.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
        return reverse("reports:weights")

    return answer(
        request, form, run, act=f"reports.weights:{office.pk}", title=_("Weights of the rates"), done=_("The weights are set."),
        back_url=reverse("reports:rates"), template="reports/rates/weights.html",
        history=RateWeight.objects.filter(office=office),
    )  # fmt: skip


def _requests(request: HttpRequest) -> Any:
    seen = Report.objects.under_any(request.access.paths(PERMISSION))  # type: ignore[attr-defined]
    return RateExclusion.objects.filter(report__in=seen)
