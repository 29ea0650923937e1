"""What is wrong in a form is told as a clerk would say it, never in the words of a program."""

import pytest
from django import forms
from django.utils import translation


class Asked(forms.Form):
    words = forms.CharField(max_length=3)
    number = forms.IntegerField(min_value=1, max_value=9)
    day = forms.DateField()
    choice = forms.ChoiceField(choices=[("a", "a")])


GOOD = {"words": "abc", "number": "5", "day": "2026-03-05", "choice": "a"}


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("words", "", "请填写这一项。"),
        ("words", "abcde", "太长了：最多 3 字，现在有 5 字。"),
        ("number", "x", "请填数字。"),
        ("number", "0", "不能小于 1。"),
        ("number", "12", "不能大于 9。"),
        ("day", "明天", "请按 2026-03-05 的样子填日期。"),
        ("choice", "b", "请从列表里选一项。"),
    ],
)
def test_what_was_typed_wrong_is_told_in_plain_words(field: str, typed: str, told: str) -> None:
    with translation.override("zh-hans"):
        assert Asked(GOOD | {field: typed}).errors[field] == [told]
