"""Narrowing the trail: by kind of act, person, days and matter."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.trail.models import TrailQuerySet
from gongjian.core.trail.words import packages


class TrailFilter(forms.Form):
    """What the auditor may ask; an answer that makes no sense is said beside its field."""

    about = forms.ChoiceField(label=_("About"), required=False)
    person = forms.CharField(label=_("Name or sign-in name"), max_length=40, required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput({"type": "date"}))
    number = forms.CharField(label=_("Number of the matter"), max_length=24, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Everything")), *packages()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day may not lie before the first."""
        told: dict[str, Any] = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one. Swap the two days."))
        return told

    def narrow(self, rows: TrailQuerySet) -> TrailQuerySet:
        """The rows asked for; fields with an error narrow nothing."""
        told = getattr(self, "cleaned_data", {})
        if about := told.get("about"):
            rows = rows.filter(action__startswith=f"{about}.")
        if name := told.get("person"):
            rows = rows.filter(Q(actor__username=name) | Q(actor__name=name))
        if number := told.get("number"):
            rows = rows.filter(item__number=number.strip().upper())
        if since := told.get("since"):
            rows = rows.filter(at__gte=_midnight(since))
        if until := told.get("until"):
            rows = rows.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
        return rows


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
