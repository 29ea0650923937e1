"""Categories and answer templates of the office."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.modules.reports.actions import save_category, save_template
from gongjian.modules.reports.forms.desk import CategoryForm, TemplateForm, categories_of
from gongjian.modules.reports.models import AnswerTemplate
from gongjian.modules.reports.views.desk.asking import answer
from gongjian.modules.reports.views.desk.register import office_of

RIGHT = "reports.set_up"


@allow(RIGHT, methods=("GET",))
def set_up(request: HttpRequest) -> HttpResponse:
    """Both lists on one page."""
    office = office_of(request, RIGHT)
    context = {
        "office": office,
        "categories": categories_of(office),
        "templates": AnswerTemplate.objects.filter(office=office).select_related("category"),
    }
    return render(request, "reports/set_up.html", context)


@allow(RIGHT)
def category(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new category, or the one of this code."""
    office = office_of(request, RIGHT)
    kept = get_object_or_404(categories_of(office), code=code, office=office) if code else None
    initial = (
        {
            name: getattr(kept, name)
            for name in ("code", "name", "hint", "lead_unit", "order", "parent", "public_name")
        }
        if kept
        else {}
    )
    if kept:
        initial["helpers"] = list(kept.helpers.all())
    form = CategoryForm(office, request.POST or None, initial=initial)
    if kept:
        form.fields["code"].disabled = True

    def run(given: dict[str, Any]) -> str:
        save_category(office=office, actor=request.user, access=request.access, now=timezone.now(), **given)  # type: ignore[arg-type, attr-defined]
        return reverse("reports:set_up")

    title = _("Change the category") if kept else _("Add a category")
    return answer(
        request,
        form,
        run,
        act=f"reports.category_of:{office.pk}:{code}",
        title=title,
        back_url=reverse("reports:set_up"),
    )


@allow(RIGHT)
def template(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new template, or this one."""
    office = office_of(request, RIGHT)
    kept = get_object_or_404(AnswerTemplate, pk=pk, office=office) if pk else None
    initial = TemplateForm.values_of(kept) if kept else {}
    form = TemplateForm(office, request.POST or None, initial=initial)

    def run(given: dict[str, Any]) -> str:
        save_template(
            office=office,
            template=kept,
            actor=request.user,
            access=request.access,
            now=timezone.now(),
            **given,
        )  # type: ignore[arg-type, attr-defined]
        return reverse("reports:set_up")

    title = _("Change the template") if kept else _("Add a template")
    return answer(
        request,
        form,
        run,
        act=f"reports.template:{office.pk}:{pk}",
        title=title,
        back_url=reverse("reports:set_up"),
    )
