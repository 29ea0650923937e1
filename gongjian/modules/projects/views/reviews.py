"""The quarterly review of projects: rounds, the list of a round, a sheet on a phone; and the evaluation at the end."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.path import within_any
from gongjian.core.asking import actions as asking
from gongjian.core.asking.models import ReviewRound, ReviewSeat, ReviewSheet
from gongjian.core.asking.policy import may_review
from gongjian.core.files.actions import keep_picture
from gongjian.core.files.models import Stage
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.modules.projects import actions
from gongjian.modules.projects.forms import RoundForm, SeatForm, SheetForm
from gongjian.modules.projects.models import Project
from gongjian.modules.projects.reviewing import list_of_round, standing_of
from gongjian.modules.projects.views.asking import SCOPED, page_of, visible_project
from gongjian.modules.projects.views.project import this_quarter


def _rounds(request: HttpRequest) -> Any:
    """Rounds of the offices in whose areas the person reads projects."""
    paths = request.access.paths("projects.view")  # type: ignore[attr-defined]
    offices = within_any("office__path", paths)
    below = ReviewRound.objects.filter(office__in=_offices_over(paths))
    return (ReviewRound.objects.filter(offices) | below).distinct().select_related("office", "criteria")


def _offices_over(paths: list[str]) -> Any:
    from gongjian.core.areas.models import Area

    return Area.objects.filter(path__in=paths, office__isnull=False).values("office")


@allow("projects.view", methods=("GET",))
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds, the newest first."""
    found = list(_rounds(request)[:40])
    may = request.access.may_anywhere("asking.plan")  # type: ignore[attr-defined]
    return render(request, "projects/rounds.html", {"rounds": found, "may_open": may})


@allow("asking.plan")
def open_round(request: HttpRequest) -> HttpResponse:
    """Begin a quarter's review."""

    def work(given: dict[str, Any]) -> str:
        office = given.pop("office")
        made = asking.open_round(office, by=me(request), now=timezone.now(), **given)
        return reverse("projects:round", args=[made.pk])

    year, quarter = this_quarter(timezone.localdate())
    form = RoundForm(request.POST or None, access=request.access, initial={"year": year, "quarter": quarter})  # type: ignore[attr-defined]
    context = {
        "title": _("Open a round of review"),
        "submit_label": _("Open the round"),
        "back_url": reverse("projects:rounds"),
    }
    done = _("The round is open.")
    return form_page(request, form, act="projects.open_round", work=work, done=done, context=context)


@allow("projects.view", methods=("GET",))
def one_round(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be looked at this quarter, what was, and how the projects stand."""
    found, access = get_object_or_404(_rounds(request), pk=pk), request.access  # type: ignore[attr-defined]
    rows = list_of_round(found, access)
    context = {
        "round": found,
        "rows": rows,
        "missing": sum(1 for row in rows if not row.sheets),
        "standing": standing_of(found, access),
        "criteria": found.criteria.questions.all(),
        "may_close": access.may("asking.plan", found.office.path) and not found.closed_at,
    }
    return render(request, "projects/round.html", context)


@allow("asking.plan", methods=("POST",))
def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    """No sheet comes in any more."""
    found = get_object_or_404(_rounds(request), pk=pk)
    if not request.access.may("asking.plan", found.office.path):  # type: ignore[attr-defined]
        raise Http404
    work = lambda: asking.close_round(found, by=me(request), now=timezone.now())  # noqa: E731
    back = reverse("projects:round", args=[pk])
    return do_and_say(
        request, act=f"projects.close_round:{pk}", work=work, done=_("The round is closed."), back=back
    )


@allow_signed_in(SCOPED, methods=("GET",))
def reviews_of(request: HttpRequest, pk: int) -> HttpResponse:
    """All sheets on one project, and who is named for the open round."""
    project, access = visible_project(request, pk), request.access  # type: ignore[attr-defined]
    open_ = ReviewRound.objects.filter(office=project.item.office_id, closed_at__isnull=True).first()
    sheets = (
        ReviewSheet.objects.filter(item=project.item)
        .select_related("round", "reviewer")
        .prefetch_related("marks__question")
    )
    context = {
        "project": project,
        "sheets": list(sheets),
        "round": open_,
        "seats": ReviewSeat.objects.filter(item=project.item, round=open_).select_related("reviewer")
        if open_
        else (),
        "may_seat": bool(open_) and access.may("asking.plan", project.item.area_path),
        "may_review": bool(open_) and may_review(project.item, me(request), access),
    }
    return render(request, "projects/reviews.html", context)


@allow_signed_in(SCOPED)
def sheet(request: HttpRequest, pk: int, project: int) -> HttpResponse:
    """A reviewer's sheet, made for a phone."""
    found = get_object_or_404(ReviewRound.objects.select_related("office", "criteria"), pk=pk)
    row = _reviewed(request, project)
    mine = ReviewSheet.objects.filter(round=found, item=row.item, reviewer=me(request)).first()
    form = SheetForm(request.POST or None, request.FILES or None, review_round=found, initial=_initial(mine))

    def work(given: dict[str, Any]) -> str:
        now = timezone.now()
        asking.hand_in_sheet(
            found, item=row.item, marks=form.marks(), comment=given["comment"], urge=given["urge"], reviewer=me(request), now=now,
        )  # fmt: skip
        for picture in given.get("pictures") or ():
            keep_picture(
                picture, office=row.item.office, by=me(request), now=now, item=row.item, stage=Stage.AFTER
            )
        return reverse("projects:reviews_of", args=[row.pk])

    context = {
        "title": row.item.title, "intro": str(found), "submit_label": _("Hand in"),
        "back_url": reverse("projects:round", args=[pk]), "keep_key": f"sheet:{pk}:{project}",
    }  # fmt: skip
    act = f"projects.sheet:{pk}:{project}"
    return form_page(request, form, act=act, work=work, done=_("Handed in."), context=context)


def _reviewed(request: HttpRequest, pk: int) -> Project:
    """A project that the person may see, or for which she is named."""
    access = request.access  # type: ignore[attr-defined]
    named = ReviewSeat.objects.filter(reviewer=me(request), round__closed_at__isnull=True).values("item_id")
    rows = Project.objects.visible_to(access) | Project.objects.filter(pk__in=named)
    project = get_object_or_404(rows.with_all().distinct(), pk=pk)
    if not may_review(project.item, me(request), access):
        raise Http404
    return project


def _initial(mine: ReviewSheet | None) -> dict[str, Any]:
    if mine is None:
        return {}
    marks = {f"mark_{one.question.key}": one.value for one in mine.marks.select_related("question")}
    return {"comment": mine.comment, "urge": mine.urge, **marks}


@allow("asking.plan")
def seat(request: HttpRequest, pk: int, project: int) -> HttpResponse:
    """Name a reviewer."""
    found = get_object_or_404(_rounds(request), pk=pk)
    row = visible_project(request, project)
    if not request.access.may("asking.plan", row.item.area_path):  # type: ignore[attr-defined]
        raise Http404
    back = reverse("projects:reviews_of", args=[project])

    def work(given: dict[str, Any]) -> str:
        asking.seat_reviewer(
            found, item=row.item, reviewer=given["reviewer"], by=me(request), now=timezone.now()
        )
        return back

    form = SeatForm(request.POST or None, project=row)
    context = {"title": _("Name a reviewer"), "intro": row.item.title, "back_url": back}
    return form_page(
        request, form, act=f"projects.seat:{pk}:{project}", work=work, done=_("Named."), context=context
    )


@allow("projects.evaluate", methods=("POST", "GET"))
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Work the evaluation out."""
    visible_project(request, pk)
    if request.method != "POST":
        return redirect(page_of(pk))
    work = lambda: actions.evaluate(pk, actor=me(request), now=timezone.now())  # noqa: E731
    done = _("The evaluation is worked out; its parts stand on the page.")
    return do_and_say(request, act=f"projects.evaluate:{pk}", work=work, done=done, back=page_of(pk))
