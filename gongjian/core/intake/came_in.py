"""The filter by which a list shows what one import added or changed: every list that takes rows in has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.ledgers.asking import Asked, Filter
from gongjian.core.words import Words

LABEL = _("Came in with")


@dataclass(frozen=True, slots=True)
class CameInFilter(Filter):
    """`?intake=<uid of the import>`; reached from the import's page, so that its input is hidden."""

    name: str = "intake"
    label: Words = LABEL

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """The import's uid; only one that the person may see."""
        mine = Batch.objects.visible_to(asked.access)
        field = forms.ModelChoiceField(
            label=self.label, required=False, queryset=mine, to_field_name="uid", widget=forms.HiddenInput
        )
        return {self.name: field}

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """What the import added or changed."""
        rows = BatchRow.objects.filter(batch=given[self.name], target__isnull=False)
        return Q(pk__in=rows.values("target"))

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """The workbook's name."""
        return str(given[self.name])
