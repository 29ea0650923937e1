"""Forms of draws, lists, calls and questionnaires. They read what was typed; the actions decide."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level
from gongjian.core.asking.actions import Asked
from gongjian.core.asking.actions.sampling import MOST_ASKED
from gongjian.core.asking.models import Outcome, Question, QuestionKind, Questionnaire
from gongjian.core.asking.models.questionnaire import Use
from gongjian.core.asking.models.sample import ANSWERED
from gongjian.core.people.access import Access
from gongjian.core.people.forms import day_field

PLACES = (Level.SUBDISTRICT, Level.SECTOR, Level.COMMUNITY, Level.GRID)
ANSWER = "q_"


def next_first() -> dt.date:
    """The first day of next month."""
    return (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def next_last() -> dt.date:
    """The last day of next month."""
    return (next_first() + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


class AnnounceForm(forms.Form):
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Of which area"), empty_label=None)
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(), label=_("Questionnaire"), empty_label=None
    )
    title = forms.CharField(label=_("Asked about"), max_length=120)
    size = forms.IntegerField(
        label=_("How many are drawn"), min_value=1, max_value=MOST_ASKED, initial=30,
        help_text=_("The more are asked, the surer the result: 30 answers leave about 17 points either way, 100 about 10."),
    )  # fmt: skip
    tries = forms.IntegerField(
        label=_("How often each is tried"), min_value=1, max_value=10, initial=3,
        help_text=_("After so many tries in vain somebody counts as not reached."),
    )  # fmt: skip

    since = day_field(_("First day of the span"), initial=next_first)
    last = day_field(_("Last day of the span"), initial=next_last)

    def __init__(
        self, *args: Any, access: Access, about: Any = None, spans: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        paths = access.paths("asking.plan")
        areas = Area.objects.under_any(paths).filter(level__in=PLACES).order_by("path")
        if spans:
            areas = areas.filter(is_office=True)
        else:
            del self.fields["since"], self.fields["last"]
        rows = Questionnaire.objects.current(timezone.localdate()).filter(use=Use.CALL)
        offices = [about.office_id] if about else list(areas.values_list("office_id", flat=True).distinct())
        self.fields["questionnaire"].queryset = rows.filter(Q(office__in=offices) | Q(office__isnull=True))  # type: ignore[attr-defined]
        self.has_questionnaires = self.fields["questionnaire"].queryset.exists()  # type: ignore[attr-defined]
        if about:
            del self.fields["area"]
        else:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class ListForm(forms.Form):
    text = forms.CharField(
        label=_("One household a line"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Door, telephone, part of the area, code: apart by tabs or commas; only the door is needed. No names. "
                    "For example: 3号楼101，13800000000，东区"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a workbook"), required=False,
        help_text=_("Excel, WPS or CSV with the columns 门牌, 电话, 片区, 编号; only the first is needed."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.csv,.ods"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something has to be given."""
        given = super().clean() or {}
        if not self.errors and not (given.get("text") or "").strip() and not given.get("file"):
            raise forms.ValidationError(_("Type or paste the households, or choose a workbook."))
        return given


class CallOffForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is called off"), max_length=200, help_text=_("Everybody can read it, on the public page too.")
    )  # fmt: skip


class CallForm(forms.Form):
    """What came of one try, and the answers; made from the questionnaire."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("of a call-back", "What came of it"), choices=Outcome, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=pgettext_lazy("of a call-back", "Note"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, questions: list[Question], confirm: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if confirm:
            self.fields["confirmed"].label = confirm
        else:
            del self.fields["confirmed"]
        self.keys = {question.key: f"{ANSWER}{question.key}" for question in questions}
        answered = not self.is_bound or self.data.get("outcome") in ANSWERED
        for question in questions:
            self.fields[self.keys[question.key]] = field = _field_for(question)
            field.required = question.required and answered
        self.order_fields(["outcome", *self.keys.values(), "note", "confirmed"])

    def answers(self) -> dict[str, str]:
        """By the questions' keys, as they were typed."""
        given = {key: self.cleaned_data.get(name) for key, name in self.keys.items()}
        return {key: str(value) for key, value in given.items() if value not in (None, "")}


def _field_for(question: Question) -> forms.Field:
    if question.kind == QuestionKind.SCALE:
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})
        return forms.IntegerField(label=question.text, min_value=0, max_value=question.most, widget=widget,
                                  help_text=_("0 to %(most)d") % {"most": question.most})  # fmt: skip
    if question.kind == QuestionKind.CHOICE:
        choices = [(choice, choice) for choice in question.choices]
        return forms.ChoiceField(label=question.text, choices=choices, widget=forms.RadioSelect)
    return forms.CharField(label=question.text, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class QuestionnaireForm(forms.Form):
    office = forms.ModelChoiceField(
        Area.objects.none(), label=pgettext_lazy("a questionnaire", "Office"), empty_label=None
    )
    title = forms.CharField(label=pgettext_lazy("a questionnaire", "Title"), max_length=80)
    use = forms.ChoiceField(label=pgettext_lazy("a questionnaire", "What for"), choices=Use)
    script = forms.CharField(
        label=_("What the caller says first"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    source = forms.CharField(
        label=pgettext_lazy("a questionnaire", "Where it comes from"), max_length=200, required=False,
        help_text=_("The rule or paper that asks for it."),
    )  # fmt: skip

    def __init__(self, *args: Any, access: Access, changed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if changed:
            del self.fields["office"], self.fields["use"]
        else:
            offices = Area.objects.offices().under_any(access.paths("asking.plan"))
            self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """One row; a row without words is none."""

    key = forms.SlugField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Question"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=QuestionKind, required=False)
    most = forms.IntegerField(label=_("Full marks"), min_value=1, max_value=100, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, required=False)
    choices = forms.CharField(
        label=_("Choices"), max_length=500, required=False, help_text=_("Apart by 、 or commas.")
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False)


QuestionRows = forms.formset_factory(QuestionForm, extra=0, max_num=30, absolute_max=60)


def questions_in(rows: Any) -> list[Asked]:
    """The rows that have words, as questions; new ones get the first free key."""
    filled = [row.cleaned_data for row in rows if row.cleaned_data.get("text", "").strip()]
    taken = {row["key"] for row in filled if row.get("key")}
    free = (f"q{number}" for number in range(1, 200) if f"q{number}" not in taken)
    return [
        Asked(
            row.get("key") or next(free), row.get("kind") or QuestionKind.SCALE, row["text"], most=row.get("most") or 10,
            choices=tuple(part.strip() for part in re.split(r"[、,，;；\n]", row.get("choices") or "") if part.strip()),
            weight=row.get("weight") or 1, required=bool(row.get("required")),
        )
        for row in filled
    ]  # fmt: skip


def rows_for(questions: list[Question]) -> list[dict[str, Any]]:
    """The questions as the rows' first values."""
    names = ("key", "text", "kind", "most", "weight", "required")
    return [
        {name: getattr(one, name) for name in names} | {"choices": "、".join(one.choices)}
        for one in questions
    ]
