"""Signing in and out, and everybody's own account: sessions, password, leave, language."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongjian.core.factors.entering import go_on
from gongjian.core.people import actions
from gongjian.core.people.cookies import speak
from gongjian.core.people.forms import LanguageForm, LeaveForm, PasswordForm, SignInForm
from gongjian.core.people.guard import (
    GIVEN_PASSWORD,
    NO_SECOND_STEP,
    SEEING,
    allow_public,
    allow_signed_in,
    fine_while,
)
from gongjian.core.people.models import Person, roles_on
from gongjian.core.people.onward import onward_of
from gongjian.core.people.seeing import current_view
from gongjian.core.people.sessions import own_sessions
from gongjian.core.people.signing_in import check_not_too_often, prove_password
from gongjian.core.people.views.forms_page import do_and_say, form_page, me, put_into
from gongjian.core.refusal import Refused
from gongjian.core.sso.providers import providers


@allow_public("the door itself")
@fine_while(SEEING, GIVEN_PASSWORD, NO_SECOND_STEP)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign-in name and password, then the second step where one is set up. What went wrong is said in words, with the time
    to wait when it was too often."""
    onward = onward_of(request)
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    form = SignInForm(request.POST or None)
    context = {
        "form": form,
        "title": _("Sign in"),
        "providers": list(providers().values()),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                now = timezone.now()
                person = prove_password(request, **form.cleaned_data, now=now)
                return go_on(request, person, how="password", onward=onward, now=now)
            except Refused as refused:
                if refused.code == "throttled":
                    context["throttled"], status = refused.reason, 429
                else:
                    put_into(form, refused)
    return render(request, "people/sign_in.html", context, status=status)


@allow_signed_in("ends the own session", methods=("POST",))
@fine_while(SEEING, GIVEN_PASSWORD, NO_SECOND_STEP)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and a view as somebody else with it."""
    if seeing := current_view(request):
        actions.stop_seeing_as(seeing, now=timezone.now())
    logout(request)
    return HttpResponseRedirect(resolve_url(settings.LOGOUT_REDIRECT_URL or "/"))


@allow_signed_in("shows the person's own account", methods=("GET",))
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here: roles by area, units, leave; and the ways to the rest."""
    now, person = timezone.now(), me(request)
    today = timezone.localdate(now)
    context = {
        "me": person,
        "roles": roles_on([person.pk], today).get(person.pk, []),
        "units": person.memberships.select_related("unit").filter(until__isnull=True),
        "stands_in_for": Person.objects.get_queryset().active().away_on(today).filter(stand_in=person),
        "away_today": person.is_away(today),
        "outside": bool(providers()),
    }
    return render(request, "people/account.html", context)


@allow_signed_in("shows the person's own sessions", methods=("GET",))
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, with one button to end each and one for all."""
    found = own_sessions(me(request), this_key=request.session.session_key or "", now=timezone.now())
    return render(request, "people/sessions.html", {"sessions": found})


@allow_signed_in("ends one of the person's own sessions", methods=("POST",))
def end_session(request: HttpRequest) -> HttpResponse:
    """End one session of mine; one that is gone already counts as ended."""
    reference = request.POST.get("reference", "")
    return do_and_say(
        request,
        act="people.end_session",
        work=lambda: actions.end_session(me(request), reference=reference, now=timezone.now()),
        done=_("That session has ended."),
        back="people:sessions",
    )


@allow_signed_in("ends the person's own sessions", methods=("POST",))
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of mine, this one too."""
    person = me(request)
    logout(request)
    actions.sign_out_everywhere(person, now=timezone.now())
    messages.success(request, _("You are signed out on every device."))
    return HttpResponseRedirect(reverse("people:sign_in"))


@allow_signed_in("changes the person's own password")
@fine_while(GIVEN_PASSWORD, NO_SECOND_STEP)
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; all other sessions end, this one goes on."""
    form = PasswordForm(request.POST or None)
    context = {
        "form": form,
        "title": _("Change password"),
        "submit_label": _("Change password"),
        "intro": _("You will be signed out on all other devices."),
        "back_url": "" if me(request).password_given else reverse("people:account"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            return _change_password(request, form)
        except Refused as refused:
            put_into(form, refused)
    return render(request, "web/simple_form.html", context, status=422 if request.method == "POST" else 200)


def _change_password(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    now = timezone.now()
    check_not_too_often(me(request), now=now)
    person = actions.change_password(
        me(request),
        old=form.cleaned_data["old"],
        new=form.cleaned_data["new"],
        keep_session=request.session.session_key or "",
        now=now,
    )
    update_session_auth_hash(request, person)
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return HttpResponseRedirect(reverse("people:account"))


@allow_signed_in("sets the person's own leave")
def leave(request: HttpRequest) -> HttpResponse:
    """From when to when I am away, and who stands in."""
    person, now = me(request), timezone.now()
    today = timezone.localdate(now)
    initial = {"stand_in": person.stand_in_id, "away_from": person.away_from, "away_until": person.away_until}
    initial["away_from"] = initial["away_from"] or today

    def work(given: dict[str, object]) -> str:
        actions.set_leave(person, **given, actor=person, now=now)  # type: ignore[arg-type]
        return reverse("people:account")

    context = {
        "title": _("Leave and stand-in"),
        "intro": _("Your matters and reminders go to your stand-in, and come back when you do."),
        "back_url": reverse("people:account"),
        "on_leave": person.away_from is not None,
    }
    form = LeaveForm(request.POST or None, person=person, today=today, initial=initial)
    return form_page(
        request,
        form,
        act="people.set_leave",
        work=work,
        done=_("Your leave is set. Your stand-in sees your matters from then on."),
        context=context,
        template="people/leave.html",
    )


@allow_signed_in("ends the person's own leave", methods=("POST",))
def end_leave(request: HttpRequest) -> HttpResponse:
    """I am back."""
    return do_and_say(
        request,
        act="people.end_leave",
        work=lambda: actions.end_leave(me(request), actor=me(request), now=timezone.now()),
        done=_("Your leave has ended. Nobody stands in for you any more."),
        back="people:account",
    )


@allow_signed_in("sets the person's own language")
def language(request: HttpRequest) -> HttpResponse:
    """The language of the pages, here and wherever I sign in from now on."""
    person = me(request)
    form = LanguageForm(request.POST or None, initial={"language": get_language()})

    def work(given: dict[str, str]) -> str:
        actions.choose_language(person, language=given["language"], now=timezone.now())
        return reverse("people:account")

    context = {"title": _("Language"), "back_url": reverse("people:account")}
    answer = form_page(
        request, form, act="people.choose_language", work=work, done=_("Language chosen."), context=context
    )
    return speak(answer, form.cleaned_data["language"]) if answer.status_code == 302 else answer


@allow_signed_in("ends the administrator's own view", methods=("POST",))
@fine_while(SEEING)
def stop_seeing(request: HttpRequest) -> HttpResponse:
    """Back to my own pages."""
    seeing = current_view(request)
    if seeing is not None and seeing.administrator_id == me(request).pk:
        actions.stop_seeing_as(seeing, now=timezone.now())
    request.session.pop(SEEING, None)
    messages.success(request, _("You see your own pages again."))
    return HttpResponseRedirect(reverse("people_desk:list"))
