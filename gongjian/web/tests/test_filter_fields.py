"""The quick way of drawing filters asks for the same as any form's way."""

import pytest
from django.template import Context, Template
from django.utils import timezone
from lxml import html

from gongjian.core.ledgers.filters import Asked, FilterForm
from gongjian.core.people.access import access_of
from gongjian.modules.reports.ledgers import REPORTS


def asked_by(drawn: str) -> list[tuple[object, ...]]:
    """Every input with its name, kind, value, and whether it is on."""
    found = []
    for one in html.fromstring(f"<div>{drawn}</div>").iter("input", "select", "option"):
        on = "checked" in one.attrib or "selected" in one.attrib
        told = (one.text or "").strip() if one.tag == "option" else one.get("id")
        found.append(
            (one.tag, one.get("name"), one.get("type"), one.get("value"), "multiple" in one.attrib, on, told)
        )
    return found


@pytest.mark.parametrize("given", [{}, {"state": ["new"], "area_is": "not", "opened_from": "2026-03-05"}])
def test_filters_are_drawn_alike_quickly_and_slowly(cast, given):
    asked = Asked(access_of(cast.secretary), "reports.view", timezone.now())
    form = FilterForm(REPORTS.filters, given, asked)
    quick, slow = Template("{% filter_field b %}"), Template("{% field b %}")
    for bound in form:
        context = Context({"b": bound})
        assert asked_by(quick.render(context)) == asked_by(slow.render(context)), bound.name
        assert str(bound.label) in quick.render(context)


def test_a_wrong_filter_shows_its_error(cast):
    asked = Asked(access_of(cast.secretary), "reports.view", timezone.now())
    form = FilterForm(REPORTS.filters, {"opened_from": "gestern"}, asked)
    assert 'class="error"' in Template("{% filter_field b %}").render(Context({"b": form["opened_from"]}))


def test_words_in_options_are_escaped(cast):
    asked = Asked(access_of(cast.secretary), "reports.view", timezone.now())
    form = FilterForm(REPORTS.filters, {}, asked)
    for name in ("state", "area"):
        form.fields[name].choices = [("<b>", "<script>")]
        drawn = Template("{% filter_field b %}").render(Context({"b": form[name]}))
        assert "<script>" not in drawn and "&lt;script&gt;" in drawn and "&lt;b&gt;" in drawn
