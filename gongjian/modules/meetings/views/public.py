"""Signing in at a meeting by the code on the wall: no account is needed."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.buckets import Rate, take_from
from gongjian.core.people.guard import allow_public
from gongjian.core.people.models import Person
from gongjian.core.people.views.forms_page import put_into
from gongjian.core.refusal import Refused
from gongjian.modules.meetings.actions import check_in as act
from gongjian.modules.meetings.code import meeting_of
from gongjian.modules.meetings.forms import CheckInForm

WHY = "whoever stands before the code on the wall signs in for her unit"
SIGN_INS = Rate("meeting-sign-in", 120, dt.timedelta(hours=1))


@allow_public(WHY)
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and afterwards the word that one is on the list."""
    meeting, now = meeting_of(token), timezone.now()
    person = request.user if isinstance(request.user, Person) else None
    form = CheckInForm(request.POST or None, meeting=meeting)
    context = {"meeting": meeting, "form": form, "person": person, "done": None}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                take_from(request, SIGN_INS, now=now)
                unit = form.cleaned_data["unit"]
                act(meeting, unit_id=unit.pk, name=form.cleaned_data["name"], person=person, now=now)
                context["done"], status = _("%(unit)s is on the list.") % {"unit": unit.name}, 200
            except Refused as refused:
                put_into(form, refused)
    answer = render(request, "meetings/check_in.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
