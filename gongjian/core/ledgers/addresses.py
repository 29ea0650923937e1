"""Addresses of rows' pages without asking the router for every row."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse

MARK = 987_654_321


def page_by_number(url_name: str) -> Callable[[Any], str]:
    """A `row_url`: the page of this name, whose one argument is the row's whole-number key."""

    def address(row: Any) -> str:
        before, after = _around(url_name, get_script_prefix(), get_urlconf())
        return f"{before}{row.pk}{after}"

    return address


@lru_cache(maxsize=200)
def _around(url_name: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _mark, after = reverse(url_name, urlconf=urlconf, args=[MARK]).partition(str(MARK))
    return before, after
