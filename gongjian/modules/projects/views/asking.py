"""What every view of projects begins with."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from gongjian.core.people.views.forms_page import form_page, me
from gongjian.modules.projects import policy
from gongjian.modules.projects.models import Project

SCOPED = "the project is looked up among those the person may see"


def page_of(pk: int) -> str:
    """The project's page."""
    return reverse("projects:detail", args=[pk])


def visible_project(request: HttpRequest, pk: int) -> Project:
    """The project if this person may see it, else 404."""
    return get_object_or_404(Project.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


def plannable(request: HttpRequest, pk: int) -> Project:
    """The project if this person may plan it, else 404."""
    project = visible_project(request, pk)
    if not policy.may_plan(project.item, request.access):  # type: ignore[attr-defined]
        raise Http404
    return project


def act_form(
    request: HttpRequest,
    project: Project,
    form: forms.Form,
    act: Callable[..., object],
    *,
    name: str,
    title: Any,
    done: Any,
    template: str = "web/simple_form.html",
) -> HttpResponse:
    """A page with one form about a project: do the act with what was typed, then go back to the project."""

    def work(given: dict[str, Any]) -> str:
        act(actor=me(request), now=timezone.now(), **given)
        return page_of(project.pk)

    intro = f"{project.item.number} {project.item.title}"
    context = {"title": title, "intro": intro, "back_url": page_of(project.pk)}
    key = f"projects.{name}:{project.pk}"
    return form_page(request, form, act=key, work=work, done=done, context=context, template=template)
