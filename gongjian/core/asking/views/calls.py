"""The caller's pages, made for a phone: who is next, the number for a moment, what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.asking import actions
from gongjian.core.asking.forms import ANSWER, CallForm
from gongjian.core.asking.models import Respondent, Sample
from gongjian.core.asking.policy import entries_for
from gongjian.core.asking.showing import rates_of
from gongjian.core.asking.sources import source_of
from gongjian.core.asking.views.scope import sample_to_call
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused

PAGE_SIZE = 30


@allow("asking.call", methods=("GET",))
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the calls are, whom to call next, and who else is waiting."""
    sample = sample_to_call(request, pk)
    rows = entries_for(sample, me(request)).waiting()
    try:
        page = page_of(rows, sort="place", path="place", size=PAGE_SIZE, cursor=request.GET.get("cursor", ""))
    except Refused:
        return redirect("asking:calls", pk)
    following = rows.order_by("tried", "place").first()
    context = {
        "sample": sample,
        "next": following,
        "page": page,
        "told": rates_of(sample),
        "others": sample.respondents.waiting().count() - rows.count() if sample.source else 0,
        "all_done": pgettext("of calls", "Everybody was asked"),
    }
    return render(request, "asking/calls.html", context)


@allow("asking.call")
def call(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """One call: the script, the questions, and what came of it."""
    sample, row = _to_call(request, pk, entry)
    return _call_page(request, sample, row)


@allow("asking.call", methods=("GET", "POST"))
def number(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """The same page with the number in clear; that it was shown stands in the trail."""
    sample, row = _to_call(request, pk, entry)
    if request.method != "POST":
        return redirect("asking:call", pk, entry)
    try:
        phone = actions.reveal_phone(row, by=me(request), now=timezone.now())
    except Refused as refused:
        return _shown(request, sample, row, {"refusal": refused}, status=422)
    return _shown(request, sample, row, {"phone": phone})


def _to_call(request: HttpRequest, pk: int, entry: int) -> tuple[Sample, Respondent]:
    sample = sample_to_call(request, pk)
    return sample, get_object_or_404(entries_for(sample, me(request)).drawn(), pk=entry)


def _call_page(request: HttpRequest, sample: Sample, row: Respondent) -> HttpResponse:
    form = CallForm(
        request.POST or None, questions=list(sample.questionnaire.questions.all()), confirm=_confirm(sample)
    )

    def work(given: dict[str, Any]) -> str:
        told = {
            "outcome": given["outcome"], "answers": form.answers(), "note": given["note"],
            "confirmed": given.get("confirmed", False),
        }  # fmt: skip
        try:
            actions.record_call(row, by=me(request), now=timezone.now(), **told)
        except Refused as refused:
            field = f"{ANSWER}{refused.field}" if refused.field in form.keys else refused.field
            raise Refused(refused.reason, field=field, code=refused.code) from None
        return reverse("asking:calls", args=[sample.pk])

    act = f"asking.call:{row.pk}"
    answer = form_page(request, form, act=act, work=work, done=_("Written down."), context=_context(sample, row),
                       template="asking/call.html")  # fmt: skip
    answer["Cache-Control"] = "private, no-store"
    return answer


def _confirm(sample: Sample) -> Any:
    source = source_of(sample)
    return source.confirm if source else ""


def _shown(
    request: HttpRequest, sample: Sample, row: Respondent, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    form = CallForm(questions=list(sample.questionnaire.questions.all()), confirm=_confirm(sample))
    context = {"form": form, **_context(sample, row), **more}
    answer = render(request, "asking/call.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _context(sample: Sample, row: Respondent) -> dict[str, Any]:
    return {
        "title": row.label, "sample": sample, "row": row, "attempt": row.tried + 1,
        "source": source_of(sample), "earlier": list(row.calls.select_related("by")), "back_url": reverse("asking:calls", args=[sample.pk]),
        "call_url": reverse("asking:call", args=[sample.pk, row.pk]),
    }  # fmt: skip
