"""The list of an office's own fields."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.fields.models import CustomField, FieldType
from gongjian.core.ledgers.asking import Asked
from gongjian.core.ledgers.filters import ChoiceFilter, ConditionFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access


def fields_for(access: Access) -> Any:
    """Fields of the offices in which the person sets them up, retired ones too."""
    offices = Area.objects.offices().under_any(access.paths("fields.set_up"))
    return CustomField.objects.filter(office__in=offices).select_related("office").with_choices()


def _kind(field: CustomField) -> str:
    flow = flows().get(field.kind)
    return str(flow.label) if flow else field.kind


def _state(field: CustomField) -> tuple[Any, str, str]:
    return (_("Retired"), "off", "") if field.retired_at else (_("In use"), "ok", "ok")


def _kinds(asked: Asked) -> list[tuple[str, Any]]:
    return [(kind, flow.label) for kind, flow in flows().items()]


FIELDS = Ledger(
    slug="fields",
    title=gettext_lazy("Own fields"),
    permission="fields.set_up",
    queryset=fields_for,
    columns=(
        Column("label", pgettext_lazy("of a field", "Label"), "label", sort="label", link=True, phone=True),
        Column("kind", gettext_lazy("Of which matters"), _kind, sort="kind", width=120, phone=True),
        Column("type", pgettext_lazy("of a field", "Type"), "get_type_display", sort="type", width=100, phone=True),
        Column("choices", gettext_lazy("Choices"), lambda row: "、".join(row.words().values()), width=260),
        Column("category", gettext_lazy("Only of category"), "category", sort="category", width=110),
        Column("required", gettext_lazy("Must be filled in"), "required", sort="required", width=90),
        Column("order", gettext_lazy("Place"), "order", Kind.NUMBER, sort="order", width=70),
        Column("office", gettext_lazy("Office"), "office.short_name", width=130, shown=False),
        Column("slug", gettext_lazy("Name in addresses"), "name", sort="slug", width=130, shown=False),
        Column("state", gettext_lazy("State"), _state, Kind.STATUS, width=100, phone=True),
    ),
    default_sort="order",
    url_name="fields:list",
    filters=(
        ChoiceFilter("kind", gettext_lazy("Of which matters"), "kind", _kinds),
        ChoiceFilter("type", pgettext_lazy("of a field", "Type"), "type", FieldType.choices),
        ConditionFilter(
            "state",
            gettext_lazy("State"),
            choices=[("live", gettext_lazy("In use")), ("retired", gettext_lazy("Retired"))],
            conditions={
                "live": lambda now: Q(retired_at__isnull=True),
                "retired": lambda now: Q(retired_at__isnull=False),
            },
        ),
    ),
    search=lambda words: Q(label__icontains=words),
    row_url=lambda field: reverse("fields:change", args=[field.pk]),
    primary_action=PrimaryAction(gettext_lazy("Make a field"), "fields:make", permission="fields.set_up"),
    page_size=50,
    empty_title=gettext_lazy("No field of your own yet"),
    empty_text=gettext_lazy("Make one where every matter of a kind should say something more: households, a date promised."),
)  # fmt: skip
