"""Forms of the desk: writing a report down, sorting, joining, revealing, categories and templates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.fields.inputs import add_inputs
from gongjian.core.fields.reading import fields_of
from gongjian.core.items.forms import PicturesField
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.people.forms import SeveralField
from gongjian.core.people.models import Person
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.models import DESK_CHANNELS, AnswerTemplate, Category, Report, RoutingRule
from gongjian.modules.reports.routing import proposed_for

WAYS = [(channel.value, channel.label) for channel in DESK_CHANNELS]
PLACES = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY, Level.GRID)


class CategoryChoice(forms.ModelChoiceField):
    """Categories behind those above them."""

    def label_from_instance(self, obj: Category) -> str:
        """城乡建设 / 安全生产 / 事故处理."""
        return obj.path_text


class AreaChoice(forms.ModelChoiceField):
    """Areas of the person, deeper ones set in."""

    def label_from_instance(self, obj: Area) -> str:
        """The short name, indented by its depth below the office."""
        level = PLACES.index(Level(obj.level))
        return "\u3000" * level + obj.short_name


def areas_for(access: Access, permission: str) -> Any:
    """Office, sectors, communities and grids for which the permission is held."""
    found = Area.objects.under_any(access.paths(permission)).current()
    return found.filter(level__in=PLACES, office__is_office=True).order_by("path")


class RegisterForm(forms.Form):
    """A report written down at the desk, whichever way it came."""

    channel = forms.ChoiceField(label=_("How it came"), choices=WAYS, widget=forms.RadioSelect)
    external_id = forms.CharField(
        label=_("Number of the hotline order"),
        required=False,
        max_length=60,
        help_text=_("For hotline orders only."),
    )
    title = forms.CharField(label=_("In a few words"), max_length=80)
    text = forms.CharField(
        label=_("What was said"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    area = AreaChoice(Area.objects.none(), label=_("Area"))
    place = forms.CharField(label=_("Where exactly"), required=False, max_length=200)
    category = CategoryChoice(Category.objects.none(), label=_("Category"), required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    name = forms.CharField(
        label=_("Reporter's name"),
        required=False,
        max_length=40,
        help_text=_("Sealed; shown with a reason only."),
    )
    phone = forms.CharField(label=_("Reporter's number"), required=False, max_length=30)
    wants_reply = forms.BooleanField(label=_("Wants to be called back"), required=False)
    pictures = PicturesField(label=_("Pictures"), required=False)

    def __init__(self, access: Access, office: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas_for(access, "reports.register")  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories_of(office)  # type: ignore[attr-defined]
        add_inputs(self, fields_of(office, REPORT.kind, category=""), today=timezone.localdate())


def categories_of(office: Area | int) -> Any:
    """The office's categories in use."""
    office_id = office if isinstance(office, int) else office.pk
    return Category.objects.of_office(office_id).filter(until__isnull=True).with_paths()


class SortForm(forms.Form):
    """One report at the sorting desk. Without a unit it goes where the office's rules lead, else to the category's lead."""

    category = CategoryChoice(
        Category.objects.none(),
        label=pgettext_lazy("a category", "About"),
        error_messages={"required": _("Choose what it is about.")},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=pgettext_lazy("the unit that gets it", "To"), required=False
    )
    note = forms.CharField(label=_("Note to the unit"), required=False, max_length=2000)

    def __init__(self, report: Report, rules: Sequence[RoutingRule], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.rules, office_id = report, rules, report.office_id
        self.fields["category"].queryset = categories_of(office_id)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.of_office(office_id).inside().select_related("area")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the rules propose stands in for an empty choice."""
        given = super().clean() or {}
        category = given.get("category")
        if category and not given.get("unit"):
            found = proposed_for(self.report, category, rules=self.rules)
            if found:
                given["unit"], given["handler"] = found.unit, found.handler
            else:
                self.add_error("unit", _("This category has no lead unit: choose one."))
        return given


class MergeForm(forms.Form):
    """With which report: one of the likely ones, or any by its number."""

    into = forms.CharField(label=_("Number of the other report"), max_length=24)
    note = forms.CharField(label=_("Why it is the same matter"), required=False, max_length=500)


class CategoryChoiceForm(forms.Form):
    category = CategoryChoice(Category.objects.none(), label=_("Category"), empty_label=None)

    def __init__(self, office_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories_of(office_id)  # type: ignore[attr-defined]


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you need to see it"),
        max_length=200,
        help_text=_("Kept in the trail together with your name."),
    )


class WordForm(forms.Form):
    text = forms.CharField(
        label=_("Word to the resident"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by the resident word for word, at her link."),
    )


class PhoneForm(forms.Form):
    phone = forms.CharField(label=_("Exact number"), max_length=30)


class TemplateForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=40)
    category = CategoryChoice(
        Category.objects.none(), label=_("For"), required=False, empty_label=_("Every category")
    )
    text = forms.CharField(
        label=pgettext_lazy("of a template", "Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, office: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories_of(office)  # type: ignore[attr-defined]

    @staticmethod
    def values_of(template: AnswerTemplate) -> dict[str, Any]:
        """What the form shows of a template that is there."""
        return {
            "title": template.title,
            "category": template.category_id,
            "text": template.text,
            "active": template.active,
        }


class CategoryForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Letters a-z, digits, - and _; the table of time limits names it."),
    )
    name = forms.CharField(label=pgettext_lazy("of a category", "Name"), max_length=40)
    hint = forms.CharField(label=_("What belongs to it"), required=False, max_length=120)
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Lead unit"), required=False)
    helpers = SeveralField(
        Unit.objects.none(), label=_("Units that help"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They are asked to help as soon as such a report is dispatched."),
    )  # fmt: skip
    parent = CategoryChoice(Category.objects.none(), label=_("Below"), required=False)
    public_name = forms.CharField(
        label=_("What residents read"), required=False, max_length=40,
        help_text=_("Left empty: the words of the category above it, or its name."),
    )  # fmt: skip
    order = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999, initial=100)
    ended = forms.BooleanField(label=_("Take it out of use"), required=False)

    def __init__(self, office: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = Unit.objects.of_office(office.pk).inside()  # type: ignore[attr-defined]
        self.fields["helpers"].queryset = Unit.objects.of_office(office.pk).inside()  # type: ignore[attr-defined]
        self.fields["parent"].queryset = categories_of(office)  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """What a routing rule asks, and where it leads."""

    category = CategoryChoice(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("Any"),
        help_text=_("It and all below it."),
    )  # fmt: skip
    area = AreaChoice(
        Area.objects.none(),
        label=_("Area"),
        required=False,
        empty_label=_("Any"),
        help_text=_("It and all within it."),
    )
    words = forms.CharField(
        label=_("One of these words"), required=False, max_length=200,
        help_text=_("Apart by blanks. Left empty: whatever the words."),
    )  # fmt: skip
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Goes to"))
    handler = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Person"),
        required=False,
        help_text=_("Only if it is always the same one."),
    )
    order = forms.IntegerField(
        label=_("Asked in this order"), min_value=1, max_value=999, initial=100,
        help_text=_("The smaller number first; the first rule that fits proposes."),
    )  # fmt: skip

    def __init__(self, office: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.of_office(office.pk).inside()
        areas = Area.objects.under_any([office.path]).current().filter(level__in=PLACES).order_by("path")
        people = Person.objects.filter(
            memberships__unit__in=units, memberships__until__isnull=True
        ).distinct()
        self.fields["category"].queryset = categories_of(office)  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["handler"].queryset = people.order_by("name")  # type: ignore[attr-defined]
