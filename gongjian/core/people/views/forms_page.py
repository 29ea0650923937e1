"""What every page with one form does: show it, do the act once, keep what was typed when it is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from gongjian.core.once.actions import do_once
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused


def me(request: HttpRequest) -> Person:
    """The person signed in; the guard has made sure that there is one."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("the view's guard lets nobody in who is not signed in")
    return person


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    act: str,
    work: Callable[[dict[str, Any]], str],
    done: Any,
    context: dict[str, Any],
    template: str = "web/simple_form.html",
) -> HttpResponse:
    """GET shows the form. POST does `work(cleaned)` once, says `done` and goes to the address that it returned."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = do_once(
                    request.POST.get("once", ""),
                    act,
                    lambda: {"url": work(form.cleaned_data)},
                    person=me(request),
                )
            except Refused as refused:
                put_into(form, refused)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(outcome["url"])
    return render(request, template, {"form": form, **context}, status=status)


def put_into(form: forms.Form, refused: Refused) -> None:
    """Show the refusal at the field it names, else above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))


def do_and_say(
    request: HttpRequest, *, act: str, work: Callable[[], Any], done: Any, back: str
) -> HttpResponse:
    """For a button without fields: do it once and go back, saying what was done or why not."""
    try:
        do_once(request.POST.get("once", ""), act, lambda: {"done": bool(work()) or True}, person=me(request))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, done)
    return redirect(back)
