"""What every page with one form does: show it, do the act once, keep what was typed when it is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

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


def secret_once(request: HttpRequest, *, act: str, make: Callable[[], tuple[Any, str]]) -> tuple[int, str]:
    """Make a row that has a secret, once: its id, and the secret. A second press of the same form gets the id and "": the
    secret is kept nowhere, and whoever lost it makes another. Raises what `make` raises."""
    told: list[str] = []

    def work() -> dict[str, Any]:
        row, secret = make()
        told.append(secret)
        return {"row": row.pk}

    outcome = do_once(request.POST.get("once", ""), act, work, person=me(request))
    return outcome["row"], told[0] if told else ""


def link_once(request: HttpRequest, form: forms.Form, *, act: str, make: Callable[[], str]) -> str:
    """Make a private link, once: its whole address. "" where nothing was made now: at the second press of the same form, as the
    address is kept nowhere, and when it was refused; both are said."""
    told: list[str] = []

    def work() -> dict[str, Any]:
        told.append(make())
        return {}

    try:
        do_once(request.POST.get("once", ""), act, work, person=me(request))
    except Refused as refused:
        put_into(form, refused)
    else:
        if not told:
            words = _(
                "The link was made already and is not shown again. If nobody copied it, open the page anew and make another."
            )
            messages.info(request, words)
    return request.build_absolute_uri(told[0]) if told else ""


def not_again(request: HttpRequest, *, back: str) -> HttpResponse:
    """The answer to the second press: that it was made already, and back to where it can be revoked."""
    messages.info(
        request,
        _("It was made already, and its secret is not shown again. If nobody wrote it down, revoke it."),
    )
    return HttpResponseRedirect(reverse(back))
