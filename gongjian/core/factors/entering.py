"""What comes after the first step of signing in: the session itself, or the question for the second step."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongjian.core.factors.fresh import note_fresh
from gongjian.core.factors.half import begin_half, end_half
from gongjian.core.factors.state import protection_of
from gongjian.core.people.cookies import speak
from gongjian.core.people.models import Person
from gongjian.core.people.signing_in import begin_session

OUTSIDE = (
    "oidc",
    "wecom",
    "dingtalk",
    "feishu",
)  # another system vouches for her: she has shown nothing here


def go_on(request: HttpRequest, person: Person, *, how: str, onward: str, now: dt.datetime) -> HttpResponse:
    """After the first step, by `how` it was done: in, or to the second step where she has set one up."""
    if protection_of(person).is_on:
        begin_half(request, person, how=how, onward=onward, now=now)
        return HttpResponseRedirect(reverse("sign_in:second_step"))
    return enter(request, person, how=how, onward=onward, now=now)


def enter(request: HttpRequest, person: Person, *, how: str, onward: str, now: dt.datetime) -> HttpResponse:
    """Begin the session; `how` stands in the trail."""
    end_half(request)
    begin_session(request, person, how=how, now=now)
    if how not in OUTSIDE:
        note_fresh(request, now=now)
    return speak(HttpResponseRedirect(onward), person.language)
