"""What the pages have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongjian.core.people.views.forms_page import form_page, me


def act_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., Any],
    *,
    key: str,
    title: str,
    done: str,
    back: str,
    to: Callable[[Any], str] | None = None,
    **more: Any,
) -> HttpResponse:
    """One form that does one act; goes on to `to` of what the act gave, or back."""

    def work(given: dict[str, Any]) -> str:
        made = act(**given, **more, actor=me(request), now=timezone.now())
        return to(made) if to else back

    context = {"title": title, "back_url": back}
    return form_page(request, form, act=f"programmes:{key}", work=work, done=done, context=context)
