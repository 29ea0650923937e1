"""Taking an import back: what would happen first, then the reason and the button."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.intake import undoing
from gongjian.core.intake.models import Batch
from gongjian.core.intake.showing import shown_batch
from gongjian.core.intake.views.batch import batch_or_404
from gongjian.core.intake.views.begin import WHY
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import me, put_into
from gongjian.core.refusal import Refused


class ReasonForm(forms.Form):
    """Why the import is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the history of every row, for example: the wrong file was taken."),
    )  # fmt: skip


@allow_signed_in(WHY)
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look at what taking the import back would do, and do it."""
    batch = batch_or_404(request, uid)
    now = timezone.now()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _begin(request, batch, form.cleaned_data["reason"])
        except Refused as refused:
            put_into(form, refused)
        else:
            return redirect("intake:batch", uid=uid)
    elif refusal := undoing.why_not_back(batch, now=now):
        messages.error(request, refusal)
        return redirect("intake:batch", uid=uid)
    context = {**shown_batch(batch), "form": form, "outlook": undoing.outlook(batch)}
    return render(request, "intake/take_back.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, batch: Batch, reason: str) -> None:
    person, now = me(request), timezone.now()
    do_once(
        request.POST.get("once", ""), "intake.take_back",
        lambda: {"state": undoing.take_back(batch, reason=reason, person=person, now=now).state}, person=person,
    )  # fmt: skip
