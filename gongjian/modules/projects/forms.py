"""Forms of projects. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.asking.models import Questionnaire, ReviewRound
from gongjian.core.asking.models.questionnaire import Use
from gongjian.core.items.forms import PicturesField
from gongjian.core.items.models import Item
from gongjian.core.money import MoneyField
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.access import Access
from gongjian.core.people.forms import day_field
from gongjian.core.people.models import Person
from gongjian.modules.projects.models import Orientation, Project, ProjectField

LEVELS = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY)
NUMBERS = "、, ，"


class DescribeForm(forms.Form):
    """What may be changed while it is open."""

    orientation = forms.ChoiceField(label=_("Orientation"), choices=Orientation)
    field = forms.ModelChoiceField(ProjectField.objects.none(), label=_("Field"), required=False)
    text = forms.CharField(
        label=_("Plan"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    public_words = forms.CharField(
        label=_("What residents read"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words: what is done, for whom, until when."),
    )  # fmt: skip
    cost = MoneyField(label=_("Planned cost in yuan"), required=False)
    households = forms.IntegerField(label=_("Households that benefit"), min_value=0, required=False)
    people = forms.IntegerField(label=_("People who benefit"), min_value=0, required=False)
    difficulty = forms.IntegerField(
        label=_("Difficulty"), min_value=1, max_value=5, initial=1,
        help_text=_("1: one unit does it; 3: several units must agree; 5: years of dispute, or rules stand in the way."),
    )  # fmt: skip

    def __init__(self, *args: Any, office_id: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if office_id:
            found = ProjectField.objects.for_office(office_id).current(timezone.localdate())
            self.fields["field"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nothing typed is none."""
        given = super().clean() or {}
        for name in ("households", "people"):
            given[name] = given.get(name) or 0
        return given


class ProposeForm(DescribeForm):
    title = forms.CharField(label=pgettext_lazy("of a project", "Title"), max_length=200)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("For which place"), empty_label=None)
    sponsor = forms.ModelChoiceField(Unit.objects.none(), label=_("Sponsoring organisation"))
    start_on = day_field(_("Begins on"))
    end_on = day_field(_("Ends on"))
    origins = forms.CharField(
        label=_("Numbers of what it comes from"), max_length=300, required=False,
        help_text=_("Reports, needs, decisions; several apart by commas. A project that comes from nowhere is listed as such."),
    )  # fmt: skip
    field_order = ("title", "orientation", "field", "area", "sponsor", "origins", "start_on", "end_on")

    def __init__(self, *args: Any, access: Access, **options: Any) -> None:
        super().__init__(*args, office_id=None, **options)
        self.access = access
        words = ProjectField.objects.for_reader(access, "projects.propose").current(timezone.localdate())
        self.fields["field"].queryset = words  # type: ignore[attr-defined]
        places = Area.objects.current().under_any(access.paths("projects.propose")).filter(level__in=LEVELS)
        found = places.filter(office__is_office=True).order_by("path")
        self.fields["area"].queryset = found  # type: ignore[attr-defined]
        offices = found.order_by().values("office_id").distinct()
        party = Unit.objects.party().filter(office_id__in=offices).order_by("kind", "pk")
        self.fields["sponsor"].queryset = party  # type: ignore[attr-defined]

    def clean_origins(self) -> list[Item]:
        """The matters of these numbers that the person may read; refuses a number that is none, naming it."""
        text = self.cleaned_data["origins"]
        for mark in NUMBERS:
            text = text.replace(mark, " ")
        numbers = list(dict.fromkeys(text.upper().split()))
        found = {
            item.number: item for item in Item.objects.visible_to(self.access).filter(number__in=numbers)
        }
        if missing := [number for number in numbers if number not in found]:
            words = _("No matter that you may read has the number %(numbers)s.")
            raise forms.ValidationError(words % {"numbers": "、".join(missing)})
        return [found[number] for number in numbers]


class PartnerForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that takes part"))
    gives = forms.CharField(label=_("What it gives"), max_length=200)
    since = day_field(_("From"))

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        taking = project.partners.filter(until__isnull=True).values("unit_id")
        units = Unit.objects.of_office(project.item.office_id).filter(active=True).exclude(pk__in=taking)
        self.fields["unit"].queryset = units.order_by("kind", "pk")  # type: ignore[attr-defined]


class EndPartnerForm(forms.Form):
    on = day_field(pgettext_lazy("of a project", "First day without it"))
    why = forms.CharField(label=_("Why it leaves"), max_length=200)


class WaiveForm(forms.Form):
    why = forms.CharField(label=_("Why no agreement is needed"), max_length=200)


class MilestoneForm(forms.Form):
    title = forms.CharField(label=_("What is reached"), max_length=200)
    due_on = day_field(_("Until when"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Owning unit"), required=False, empty_label=_("As the project")
    )
    handler = forms.ModelChoiceField(Person.objects.none(), label=_("Person in charge"), required=False)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.of_office(project.item.office_id).filter(active=True).order_by("kind", "pk")
        members = Membership.objects.filter(unit__in=units, until__isnull=True).values("person_id")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        people = Person.objects.filter(pk__in=members, is_active=True)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Person"), required=False, empty_label=_("Nobody here")
    )
    post = forms.CharField(label=_("Or a post"), max_length=40, required=False)
    part = forms.CharField(label=_("Part in the project"), max_length=60)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(office=project.item.office_id, is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    office = forms.ModelChoiceField(Area.objects.none(), label=_("Office"), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=[(n, n) for n in (1, 2, 3, 4)], coerce=int)
    criteria = forms.ModelChoiceField(Questionnaire.objects.none(), label=_("Criteria"), empty_label=None)
    due_on = day_field(_("Until when"))

    def __init__(self, *args: Any, access: Access, **options: Any) -> None:
        super().__init__(*args, **options)
        offices = Area.objects.offices().under_any(access.paths("asking.plan"))
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        rows = Questionnaire.objects.current(timezone.localdate()).filter(use=Use.REVIEW)
        rows = rows.filter(office__in=offices) | rows.filter(office__isnull=True)
        self.fields["criteria"].queryset = rows  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """One slider per criterion; made from the round's criteria."""

    comment = forms.CharField(
        label=_("What you saw"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    urge = forms.CharField(label=_("What is urged"), max_length=200, required=False)
    pictures = PicturesField(label=_("Pictures"), required=False)

    def __init__(self, *args: Any, review_round: ReviewRound, **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys = {}
        for question in review_round.criteria.questions.all():
            if question.kind == "scale":
                self.keys[question.key] = f"mark_{question.key}"
                self.fields[f"mark_{question.key}"] = forms.IntegerField(
                    label=question.text, min_value=0, max_value=question.most,
                    help_text=_("0 to %(most)d, weight %(weight)d") % {"most": question.most, "weight": question.weight},
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": question.most}),
                )  # fmt: skip
        self.order_fields([*self.keys.values(), "comment", "urge", "pictures"])

    def marks(self) -> dict[str, int]:
        """By the criteria's keys."""
        return {key: self.cleaned_data[name] for key, name in self.keys.items()}


class SeatForm(forms.Form):
    reviewer = forms.ModelChoiceField(Person.objects.none(), label=_("Who is to review it"))

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(office=project.item.office_id, is_active=True).order_by("name")
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]
