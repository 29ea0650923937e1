"""Forms of the import pages. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.intake.compare import cell_in_words
from gongjian.core.intake.course import place_of, sample, sheet_of
from gongjian.core.intake.fields import fields_of
from gongjian.core.intake.heads import Head
from gongjian.core.intake.ledgers import intake_of, takers
from gongjian.core.intake.mapping import Columns, is_note
from gongjian.core.intake.models import Batch
from gongjian.core.intake.options import choices_of
from gongjian.core.intake.spec import FieldKind, IntakeField
from gongjian.core.intake.suggesting import REASONS

SAMPLES = 3
LONGEST_SAMPLE = 24
ACCEPTED = ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt"
ORDERS = (
    ("", gettext_lazy("as the file itself shows")),
    ("ymd", gettext_lazy("year, month, day")),
    ("dmy", gettext_lazy("day, month, year")),
    ("mdy", gettext_lazy("month, day, year")),
)


class UploadForm(forms.Form):
    """A workbook, and for which office it is where there are several."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("For which office"), queryset=Area.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("xlsx, xls, xlsm, xlsb, ods or CSV, at most 20 MB. Titles, merged cells and totals do no harm."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the workbook first.")},
    )  # fmt: skip

    def __init__(self, *args: Any, offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        office: Any = self.fields["office"]
        office.queryset = offices
        office.initial = offices.first()
        if len(offices) == 1:
            office.widget = forms.HiddenInput()


class LookForm(forms.Form):
    """Which sheet, and in which rows its heading stands; 0 says that it has none."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int)
    first = forms.IntegerField(
        label=gettext_lazy("Heading from row"), min_value=0, max_value=100_000, required=False
    )
    last = forms.IntegerField(label=gettext_lazy("to row"), min_value=0, max_value=100_000, required=False)

    def __init__(self, *args: Any, batch: Batch, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["sheet"]
        field.choices = [(place, _sheet_words(one)) for place, one in enumerate(batch.sheets)]
        for name in ("first", "last"):
            self.fields[name].widget.attrs["class"] = "short"
        if len(batch.sheets) == 1:
            field.widget = forms.HiddenInput()


def _sheet_words(one: dict[str, Any]) -> str:
    words = _("%(name)s (%(rows)d rows)") if one["visible"] else _("%(name)s (%(rows)d rows, hidden)")
    return words % {"name": one["name"], "rows": one["rows"]}


class ColumnsForm(forms.Form):
    """A field for every column of the file, the importer's options, and how days are written."""

    day_order = forms.ChoiceField(label=gettext_lazy("Days are written as"), choices=ORDERS, required=False)
    save_as = forms.CharField(
        label=gettext_lazy("Keep this choice under a name"), max_length=60, required=False,
        help_text=gettext_lazy("The same headings are recognised next time even without a name."),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: Batch, columns: Columns | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.batch, self.head = batch, Head(**batch.heading)
        chosen = (
            columns.by_number(self.head.names) if columns else {int(a): b for a, b in batch.mapping.items()}
        )
        fields = fields_of(takers()[batch.ledger], batch.office)
        choices = [("", _("— leave out —")), *((one.name, _field_words(one)) for one in fields)]
        reasons = batch.preview.get("reasons", {})
        known = {one.name: one for one in fields}
        samples = _samples(
            batch, self.head, {place: known[name] for place, name in chosen.items() if name in known}
        )
        for place, label in self.head.labels:
            if is_note(label):
                continue
            field = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=chosen.get(place, "")
            )
            why = REASONS.get(reasons.get(str(place), "")) if chosen.get(place) else None
            field.help_text = " · ".join(str(part) for part in (samples.get(place), why) if part)
            self.fields[f"column_{place}"] = field
        place_ = place_of(batch)
        kept = columns.options if columns else batch.options
        for one in intake_of(batch.ledger).options:
            self.fields[f"option_{one.name}"] = _option(one, place_, kept.get(one.name, ""))
        self.fields["day_order"].initial = columns.day_order if columns else batch.day_order

    def columns(self) -> list[Any]:
        """The fields for columns, in the file's order."""
        return [self[name] for name in self.fields if name.startswith("column_")]

    def options(self) -> list[Any]:
        """The importer's own questions."""
        return [self[name] for name in self.fields if name.startswith("option_")]

    def mapping(self) -> dict[int, str]:
        """The chosen field by the column's place."""
        given = self.cleaned_data
        return {
            int(name.removeprefix("column_")): given[name] for name in given if name.startswith("column_")
        }

    def chosen_options(self) -> dict[str, str]:
        """The importer's options as texts."""
        given = self.cleaned_data
        return {name.removeprefix("option_"): given[name] for name in given if name.startswith("option_")}


def _field_words(one: IntakeField) -> str:
    return _("%(field)s (required)") % {"field": one.label} if one.required else str(one.label)


def _option(one: IntakeField, place: Any, value: str) -> forms.Field:
    more: dict[str, Any] = {
        "label": one.label,
        "required": one.required,
        "help_text": one.help,
        "initial": value,
    }
    if one.kind is FieldKind.CHOICE:
        return forms.ChoiceField(
            choices=[*([] if one.required else [("", "–")]), *choices_of(one, place)], **more
        )
    return forms.CharField(max_length=one.longest, **more)


def _samples(batch: Batch, head: Head, chosen: dict[int, IntakeField]) -> dict[int, str]:
    """The first few different cells of each column; personal ones and numbers masked."""
    found: dict[int, list[str]] = {}
    for _row, cells in sample(sheet_of(batch), start=head.start or 1, rows=12):
        for place, cell in enumerate(cells):
            text = cell_in_words(cell, chosen.get(place))
            held = found.setdefault(place, [])
            if text and len(held) < SAMPLES and text not in held:
                held.append(text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…")
    words = pgettext_lazy("cells of a column", "e.g. %(cells)s")
    return {place: str(words) % {"cells": "、".join(held)} for place, held in found.items() if held}
