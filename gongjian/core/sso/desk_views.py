"""The administrator links somebody's account of another system, or takes the link away."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.models import Person
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.sso.actions import link_account, unlink_account
from gongjian.core.sso.forms import LinkForm
from gongjian.core.sso.providers import providers
from gongjian.core.sso.views import lines_of


@allow("people.manage", methods=("GET",))
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Which accounts of hers are linked."""
    one = _one(request, number)
    lines = lines_of(
        one, unlink=lambda account: reverse("sso_desk:unlink", args=[one.pk, account.pk]), link=None
    )
    return render(request, "sso/person.html", {"one": one, "lines": lines})


@allow("people.manage")
def link(request: HttpRequest, number: int) -> HttpResponse:
    """By the name that the other system has for her."""
    one = _one(request, number)

    def work(given: dict[str, Any]) -> str:
        provider = providers()[given["provider"]]
        link_account(one, provider=provider, name=given["name"], actor=me(request), now=timezone.now())
        return reverse("sso_desk:person", args=[one.pk])

    context = {
        "title": _("Link an account to %(name)s") % {"name": one.name},
        "intro": _("Whoever signs in there under this name signs in here as her. Copy it from the other system's administration."),
        "back_url": reverse("sso_desk:person", args=[one.pk]),
        "submit_label": _("Link it"),
    }  # fmt: skip
    return form_page(
        request, LinkForm(request.POST or None), act=f"sso.link:{number}", work=work,
        done=_("The account is linked."), context=context,
    )  # fmt: skip


@allow("people.manage", methods=("POST",))
def unlink(request: HttpRequest, number: int, account: int) -> HttpResponse:
    """It signs her in no more."""
    one = _one(request, number)

    def work() -> Any:
        try:
            return unlink_account(one, number=account, actor=me(request), now=timezone.now())
        except LookupError:
            raise Http404 from None

    return do_and_say(
        request, act=f"sso.unlink:{account}", work=work, done=_("The link is taken away."),
        back=reverse("sso_desk:person", args=[one.pk]),
    )  # fmt: skip


def _one(request: HttpRequest, number: int) -> Person:
    paths, today = request.access.paths("people.manage"), timezone.localdate()  # type: ignore[attr-defined]
    found: Person = get_object_or_404(Person.objects.get_queryset().managed_under(paths, on=today), pk=number)
    return found
