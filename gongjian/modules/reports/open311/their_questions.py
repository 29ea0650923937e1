"""What another system wants to know beside a report: learnt from its service definitions, asked of whoever sends the report on."""

import datetime as dt
import time
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.fields.reading import fields_of, values_of
from gongjian.core.refusal import Refused
from gongjian.lib.georeport import TheirQuestion, write_moment
from gongjian.modules.reports.actions.told import checked_text
from gongjian.modules.reports.models import Report, ServiceMapping
from gongjian.modules.reports.open311.line import Failed, ask_questions

LEARNT_FOR = dt.timedelta(days=1)
PATIENCE = 60.0  # seconds one run may take
LONGEST_ANSWER = 2000
TRUE, FALSE = ("yes", "true", "1"), ("no", "false", "0")
Answers = list[tuple[str, str]]


def learn_questions(now: dt.datetime) -> int:
    """Ask the systems that are switched on what they want to know of each service, once a day; says of how many was asked.
    Where one does not answer, what was learnt before stays."""
    due = ServiceMapping.objects.filter(server__active=True, server__removed_at__isnull=True)
    due = due.filter(Q(asked_at__isnull=True) | Q(asked_at__lt=now - LEARNT_FOR)).select_related("server")
    end, count = time.monotonic() + PATIENCE, 0
    for mapping in due.order_by(F("asked_at").asc(nulls_first=True), "pk"):
        if time.monotonic() > end:
            break
        found: dict[str, Any] = {"asked_at": now}
        with suppress(Failed):
            found["asks"] = [list(one) for one in ask_questions(mapping.server, mapping.service_code)]
        ServiceMapping.objects.filter(pk=mapping.pk, service_code=mapping.service_code).update(**found)
        count += 1
    return count


def inputs_for(mapping: ServiceMapping, report: Report, *, of: str = "") -> dict[str, forms.Field]:
    """By name an input for each of their questions, with what our own fields hold under the same code or label. `of` is the
    system's name where there are several: then none must be filled in by itself, since another system may be chosen."""
    held = _held(report)
    found = {}
    for place, question in enumerate(mapping.questions):
        label = f"{of}：{question.label}" if of else question.label
        if of and question.required:
            label = _("%(question)s (wanted)") % {"question": label}
        initial = held.get(question.code, held.get(question.label))
        made = _input(question, label=label, initial=initial)
        made.required = question.required and not of
        made.either = question.required  # type: ignore[attr-defined]
        found[name_of(mapping, place)] = made
    return found


def answers_in(mapping: ServiceMapping, given: dict[str, Any]) -> Answers:
    """What was said, as the standard sends it: pairs of parameter and value. Raises Refused, naming the input, for a wanted
    one without a value."""
    found: Answers = []
    for place, question in enumerate(mapping.questions):
        name = name_of(mapping, place)
        said = [text for value in _several(given.get(name)) if (text := _written(value))]
        if question.required and not said:
            words = _("The other system takes no report without this: %(question)s")
            raise Refused(words % {"question": question.label}, field=name)
        parameter = f"attribute[{question.code}]" + ("[]" if question.kind == "multivaluelist" else "")
        found += [(parameter, checked_text(text, longest=LONGEST_ANSWER, field=name)) for text in said]
    return found


def name_of(mapping: ServiceMapping, place: int) -> str:
    """The name of the input of a question."""
    return f"asked_{mapping.pk}_{place}"


def _held(report: Report) -> dict[str, Any]:
    """What our own fields hold, under their codes and under their labels."""
    values = values_of([report.pk]).get(report.pk, {})
    if not values:
        return {}
    labels = {field.slug: field.label for field in fields_of(report.office_id, report.item.kind)}
    return {labels[slug]: value for slug, value in values.items() if slug in labels} | values


def _input(question: TheirQuestion, *, label: str, initial: Any) -> forms.Field:
    shared: dict[str, Any] = {"label": label, "help_text": question.hint, "required": False}
    values = dict(question.values)
    match question.kind:
        case "number":
            number = forms.NumberInput(attrs={"class": "short", "step": "any", "inputmode": "decimal"})
            return forms.DecimalField(initial=initial, widget=number, **shared)
        case "datetime":
            moment = forms.DateTimeInput(
                attrs={"type": "datetime-local", "class": "short"}, format="%Y-%m-%dT%H:%M"
            )
            return forms.DateTimeField(initial=initial, widget=moment, **shared)
        case "text":
            return forms.CharField(
                initial=initial, max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}), **shared
            )
        case "singlevaluelist":
            nothing = _("Please choose") if question.required else pgettext_lazy("choice", "Not said")
            choices = [("", nothing), *question.values]
            return forms.ChoiceField(initial=_chosen(initial, values), choices=choices, **shared)
        case "multivaluelist":
            picked = [one for value in _several(initial) if (one := _chosen(value, values))]
            return forms.MultipleChoiceField(
                initial=picked, choices=question.values, widget=forms.CheckboxSelectMultiple, **shared
            )
    return forms.CharField(initial=initial, max_length=300, **shared)


def _chosen(value: Any, values: dict[str, str]) -> str:
    """The key of a value that is given by key or by name; "" for one that is none of them."""
    if isinstance(value, bool):
        return next((key for key in values if key.lower() in (TRUE if value else FALSE)), "")
    by_name = {name: key for key, name in values.items()}
    return str(value) if str(value) in values else by_name.get(str(value), "")


def _several(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | set):
        return list(value)
    return [] if value is None else [value]


def _written(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return write_moment(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).strip()
