"""What a search can be narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area, Level
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access

LEVELS = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY)


class Narrowed(forms.Form):
    """Kind, area and state; only what exists, and only areas in which the person may read."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Open and closed")), ("open", _("Open")), ("closed", _("Closed"))],
    )

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        kinds = [(kind, flow.label) for kind, flow in flows().items()]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]
        self.paths = _areas(access)
        areas = [(str(pk), name) for pk, (name, _path) in self.paths.items()]
        self.fields["area"].choices = [("", _("All areas")), *areas]  # type: ignore[attr-defined]

    def narrowing(self) -> dict[str, Any]:
        """The values as `find` takes them."""
        given = self.cleaned_data
        return {
            "kinds": [given["kind"]] if given["kind"] else [],
            "paths": [self.paths[int(given["area"])][1]] if given["area"] else [],
            "state": given["state"],
        }

    @property
    def problem(self) -> str:
        """What is wrong, in one line."""
        return " ".join(str(text) for found in self.errors.values() for text in found)


def _areas(access: Access) -> dict[int, tuple[str, str]]:
    """By id, name and path of the working offices' areas in which the person may read something, in tree order."""
    paths = [path for flow in flows().values() for path in access.paths(flow.view)]
    found = (
        Area.objects.under_any(paths)
        .current()
        .filter(level__in=LEVELS, office__is_office=True)
        .order_by("path")
    )
    rows = list(found.only("pk", "name", "depth", "path"))
    top = min((area.depth for area in rows), default=0)
    return {area.pk: ("\u3000" * (area.depth - top) + area.short_name, area.path) for area in rows}
