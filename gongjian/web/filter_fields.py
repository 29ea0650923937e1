"""The inputs of a list's filters, written without a template of their own: a list has dozens, with hundreds of options.

Every filter may be left empty, so none says so. An input with an error is drawn as any other form's is.
"""

from typing import Any

from django import forms
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from gongjian.web.fields import describe, look_of


def write_filter_field(bound: BoundField) -> SafeString:
    """Label and input; boxes for a short list, a select for a long one."""
    if bound.errors or bound.help_text:
        return mark_safe(render_to_string("web/parts/field.html", describe(bound)))
    widget = bound.field.widget
    if look_of(bound) == "choices":
        return format_html(
            '<fieldset class="field choices" id="{}" tabindex="-1"><legend class="label">{}</legend><div class="opts">{}</div></fieldset>',
            bound.auto_id, bound.label, _boxes(bound),
        )  # fmt: skip
    drawn = _select(bound) if isinstance(widget, forms.Select) else bound.as_widget(attrs={"class": "input"})
    return format_html(
        '<div class="field"><label for="{}">{}</label>{}</div>', bound.id_for_label, bound.label, drawn
    )


def _boxes(bound: BoundField) -> SafeString:
    given = _given(bound)
    return mark_safe(
        "".join(
            f'<label class="opt" for="{bound.auto_id}_{number}"><input type="checkbox" name="{bound.html_name}"'
            f' value="{conditional_escape(value)}" id="{bound.auto_id}_{number}"{" checked" if str(value) in given else ""}>'
            f"<span>{conditional_escape(label)}</span></label>"
            for number, (value, label) in enumerate(_choices(bound))
        )
    )


def _select(bound: BoundField) -> SafeString:
    given = _given(bound)
    options = "".join(
        f'<option value="{conditional_escape(value)}"{" selected" if str(value) in given else ""}>{conditional_escape(label)}</option>'
        for value, label in _choices(bound)
    )
    many = " multiple" if isinstance(bound.field.widget, forms.SelectMultiple) else ""
    return mark_safe(
        f'<select name="{bound.html_name}" class="input" id="{bound.auto_id}"{many}>{options}</select>'
    )


def _choices(bound: BoundField) -> list[tuple[Any, Any]]:
    field: Any = bound.field
    return list(field.choices)


def _given(bound: BoundField) -> set[str]:
    value = bound.value()
    if value is None:
        return {""}
    return {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
