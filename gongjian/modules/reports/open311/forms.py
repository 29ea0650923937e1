"""Forms of the page of connections, and of sending one report on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.orgs.models import Unit
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import Category, Open311Server, Report, ServiceMapping
from gongjian.modules.reports.open311.keys import MOST_HOURLY
from gongjian.modules.reports.open311.servers import Described
from gongjian.modules.reports.open311.their_questions import Answers, answers_in, inputs_for

SERVICE = "service_"


class KeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a key", "Name"),
        max_length=40,
        help_text=_("Of the other system, such as its app."),
    )
    owner = forms.CharField(
        label=_("Given to"),
        max_length=80,
        help_text=_("The unit, and whom to call when something goes wrong."),
    )
    expires_on = forms.DateField(
        label=pgettext_lazy("of a key", "Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is revoked."),
    )
    hourly = forms.IntegerField(
        label=_("Reports an hour"),
        min_value=1,
        max_value=MOST_HOURLY,
        initial=20,
        help_text=_(
            "The public page takes 20 from one address. An app that sends for many residents needs more."
        ),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class ServerForm(forms.Form):
    """Another system, and for each category of the office what it is called there."""

    name = forms.CharField(label=pgettext_lazy("of a system", "Name"), max_length=40)
    address = forms.CharField(
        label=_("Its address"),
        max_length=300,
        help_text=_("Up to the version, such as https://example.org/open311/v2."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    jurisdiction = forms.CharField(label="jurisdiction_id", max_length=80, required=False)
    form = forms.ChoiceField(
        label=_("It speaks"), choices=[("json", "JSON"), ("xml", "XML")], widget=forms.RadioSelect
    )
    key = forms.CharField(
        label=_("Its key (api_key)"),
        max_length=300,
        required=False,
        help_text=_("Sealed, never shown again. Left empty, it stays as it is."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Stands for"),
        help_text=_("The outside unit with which a report waits while it is there."),
    )

    def __init__(self, office_id: int, categories: Sequence[Category], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = categories
        self.fields["unit"].queryset = Unit.objects.of_office(office_id).outside()  # type: ignore[attr-defined]
        for category in categories:
            self.fields[f"{SERVICE}{category.pk}"] = forms.CharField(
                label=category.name, max_length=80, required=False
            )

    def own_inputs(self) -> list[forms.BoundField]:
        """The inputs above the categories."""
        return [bound for bound in self if not bound.name.startswith(SERVICE)]

    def service_inputs(self) -> list[forms.BoundField]:
        """One for each category: its service_code there."""
        return [bound for bound in self if bound.name.startswith(SERVICE)]

    def described(self) -> Described:
        """What was filled in."""
        given = self.cleaned_data
        own = {name: given[name] for name in ("name", "address", "jurisdiction", "form", "key", "unit")}
        return Described(**own, services={one: given[f"{SERVICE}{one.pk}"] for one in self.categories})

    @staticmethod
    def values_of(server: Open311Server) -> dict[str, Any]:
        """What the form shows of a system that is there; its key never."""
        own = {name: getattr(server, name) for name in ("name", "address", "jurisdiction", "form", "unit")}
        return own | {f"{SERVICE}{one.category_id}": one.service_code for one in server.mappings.all()}


class SendForm(forms.Form):
    """One report on its way: where to, in which words, and what they want to know."""

    server = forms.ModelChoiceField(
        Open311Server.objects.none(), label=_("To which system"), empty_label=None
    )
    text = forms.CharField(
        label=_("What they read"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Take out whatever they do not need to know. Name and number of the reporter are never sent."
        ),
    )

    def __init__(self, servers: Any, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["server"].queryset = servers  # type: ignore[attr-defined]
        rows = ServiceMapping.objects.filter(server__in=servers, category=report.category_id)
        self._mappings = {mapping.server_id: mapping for mapping in rows.select_related("server")}
        for mapping in self._mappings.values():
            of = mapping.server.name if len(self._mappings) > 1 else ""
            self.fields.update(inputs_for(mapping, report, of=of))

    def clean(self) -> dict[str, Any]:
        """Beside server and text the answers to the chosen system's questions alone."""
        given = super().clean() or {}
        server: Open311Server | None = given.get("server")
        answers: Answers = []
        if server is not None:
            try:
                answers = answers_in(self._mappings[server.pk], given)
            except Refused as refused:
                self.add_error(refused.field or None, str(refused.reason))
        return {name: given[name] for name in ("server", "text") if name in given} | {"answers": answers}
