"""A form field as the pages show it: which look its widget takes, and which texts describe it."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

DASHES = "---------"
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def describe(bound: BoundField, *, why: str = "", size: str = "") -> dict[str, Any]:
    """Context of `web/parts/field.html`. A form may give `why` on the field itself: why it is asked, who sees it."""
    why = why or getattr(bound.field, "why", "")
    _name_the_blank(bound.field)
    ids = [f"{bound.auto_id}_{part}" for part, text in _texts(bound, why) if text]
    attrs: dict[str, Any] = {"class": _css(bound)}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "look": look_of(bound),
        "why": why,
        "size": size,
        "widget": "" if look_of(bound) == "choices" else bound.as_widget(attrs=attrs),
        "described_by": attrs.get("aria-describedby", ""),
        "groups": groups_of(bound),
    }


def groups_of(bound: BoundField) -> list[dict[str, Any]]:
    """Of choices in groups, each group with its words, its choices, and how many of them are ticked; else nothing."""
    widget = bound.field.widget
    if not isinstance(widget, CHOICES):
        return []
    value = widget.format_value(bound.value())
    groups = widget.optgroups(bound.html_name, value)
    if not any(label for label, _options, _place in groups):
        return []
    drawn = iter(bound)
    found = []
    for label, options, _place in groups:
        ticked = sum(1 for option in options if option["selected"])
        found.append({"label": label, "choices": [next(drawn) for _option in options], "ticked": ticked})
    return found


def _name_the_blank(field: forms.Field) -> None:
    """Words in place of Django's dashes where nothing has been chosen."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
        field.empty_label = _("Please choose") if field.required else _("Not chosen")


def look_of(bound: BoundField) -> str:
    """hidden, choices (one fieldset of big targets), tick (one box, label after it) or line."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, CHOICES):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "line"


def _texts(bound: BoundField, why: str) -> list[tuple[str, object]]:
    return [("error", bound.errors), ("helptext", bound.help_text), ("why", why)]


def _css(bound: BoundField) -> str:
    own = bound.field.widget.attrs.get("class", "")
    return own if look_of(bound) in ("hidden", "tick") else f"input {own}".strip()
