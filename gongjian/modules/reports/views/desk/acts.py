"""The desk's acts on one report: category, joining, word to the resident, public list, revealing, finding by number."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.refusal import Refused
from gongjian.modules.reports import actions
from gongjian.modules.reports.duplicates import likely_duplicates
from gongjian.modules.reports.forms.desk import CategoryChoiceForm, MergeForm, PhoneForm, RevealForm, WordForm
from gongjian.modules.reports.forms.public import blame
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.policy import may_answer, may_reveal, may_sort
from gongjian.modules.reports.views.desk.asking import SCOPED, answer, detail_url, visible_report


@allow_signed_in(SCOPED)
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the category."""
    report = visible_report(request, pk)
    may_check = request.access.may("reports.check", report.item.area_path)  # type: ignore[attr-defined]
    _demand(may_check or may_sort(report, request.access))  # type: ignore[attr-defined]
    form = CategoryChoiceForm(
        report.office_id, request.POST or None, initial={"category": report.category_id}
    )

    def run(given: dict[str, Any]) -> str:
        actions.correct_category(pk, actor=request.user, now=timezone.now(), access=request.access, **given)  # type: ignore[arg-type, attr-defined]
        return detail_url(report)

    return answer(
        request, form, run, act=f"reports.category:{pk}", title=_("Correct the category"), back_url=detail_url(report),
        intro=_("Clocks that run go by the new category's limits, from their own start."),
    )  # fmt: skip


@allow("reports.dispatch")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Join with another: one of the likely ones by a digit, or any by its number."""
    report = visible_report(request, pk)
    _demand(may_sort(report, request.access))  # type: ignore[attr-defined]
    twins = likely_duplicates(report, limit=9)
    first = request.GET.get("into") or (twins[0].report.item.number if twins else "")
    form = MergeForm(request.POST or None, initial={"into": first})
    sorting = request.GET.get("from") == "sort"

    def run(given: dict[str, Any]) -> str:
        target = Report.objects.visible_to(request.access).filter(  # type: ignore[attr-defined]
            office=report.office_id, item__number=given["into"].strip().upper()
        )
        into = target.values_list("pk", flat=True).first()
        if into is None:
            raise Refused(_("There is no such report in this office."), field="into")
        actions.merge_report(
            pk,
            into=into,
            note=given["note"],
            actor=request.user,
            access=request.access,
            now=timezone.now(),  # type: ignore[arg-type, attr-defined]
        )
        return reverse("reports:sort") if sorting else detail_url(report)

    return answer(
        request, form, run, act=f"reports.merge:{pk}", title=_("Join with another report"), done=_("Joined."),
        back_url=reverse("reports:sort") if sorting else detail_url(report), template="reports/merge.html", report=report,
        item=report.item, twins=twins,
    )  # fmt: skip


@allow_signed_in(SCOPED)
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Word to the resident while it is under way."""
    report = visible_report(request, pk)
    _demand(may_answer(report, request.access))  # type: ignore[attr-defined]

    def run(given: dict[str, Any]) -> str:
        actions.send_word(pk, actor=request.user, now=timezone.now(), access=request.access, **given)  # type: ignore[arg-type, attr-defined]
        return detail_url(report)

    return answer(
        request, WordForm(request.POST or None), run, act=f"reports.word:{pk}", title=_("Word to the resident"),
        back_url=detail_url(report), submit_label=_("Send"),
    )  # fmt: skip


@allow("reports.dispatch", methods=("POST",))
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it on the public list, or take it off."""
    report = visible_report(request, pk)
    _demand(may_sort(report, request.access))  # type: ignore[attr-defined]
    wanted = request.POST.get("public", "")

    def run() -> dict[str, Any]:
        if wanted not in ("yes", "no"):
            raise Refused(_("Say whether it is to be shown or not."))
        public = wanted == "yes"
        actions.publish(pk, public=public, actor=request.user, access=request.access, now=timezone.now())  # type: ignore[arg-type, attr-defined]
        return {}

    try:
        do_once(request.POST.get("once", ""), f"reports.publish:{pk}", run, person=request.user)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(detail_url(report))


@allow_signed_in(SCOPED)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, number and words as they came, on this one page, for a reason that is kept."""
    report = visible_report(request, pk)
    _demand(may_reveal(report, request.access))  # type: ignore[attr-defined]
    form = RevealForm(request.POST or None)
    shown: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            shown = actions.reveal_contact(
                pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                access=request.access,
                now=timezone.now(),  # type: ignore[arg-type, attr-defined]
            )
        except Refused as refused:
            blame(form, refused)
    context = {
        "report": report, "item": report.item, "form": form, "shown": shown, "title": _("The reporter's name and number"),
        "back_url": detail_url(report), "submit_label": _("Show"),
    }  # fmt: skip
    page = render(request, "reports/reveal.html", context, status=422 if form.errors else 200)
    page["Cache-Control"] = "no-store"
    return page


@allow("reports.find_by_phone")
def by_phone(request: HttpRequest) -> HttpResponse:
    """Reports left under exactly this number."""
    form = PhoneForm(request.POST or None)
    found: list[Report] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.find_by_phone(
                form.cleaned_data["phone"],
                actor=request.user,
                access=request.access,
                now=timezone.now(),  # type: ignore[arg-type, attr-defined]
            )
        except Refused as refused:
            blame(form, refused)
    context = {"form": form, "found": found, "title": _("Find by the reporter's number")}
    return render(request, "reports/by_phone.html", context, status=422 if form.errors else 200)


def _demand(allowed: bool) -> None:
    """Answer 403 to whoever may read the report but not do this with it."""
    if not allowed:
        raise PermissionDenied
