"""The desk's menu: every manifest's entries that this person may open, grouped, with the current one marked."""

from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from gongjian.core.manifest import MenuEntry, manifests

DESK = "/desk/"


@dataclass(slots=True)
class Entry:
    label: Any
    url: str
    icon: str
    count: int | None = None
    current: bool = False


@dataclass(slots=True)
class Group:
    label: Any
    entries: list[Entry] = field(default_factory=list)


def menu_for(request: HttpRequest) -> list[Group]:
    """Groups in the order of their first entry; entries whose page does not exist are left out."""
    groups: dict[str, Group] = {}
    for declared in sorted(_declared(request), key=attrgetter("order")):
        if url := _url(declared.url_name, settings.ROOT_URLCONF):
            group = groups.setdefault(str(declared.group), Group(declared.group))
            group.entries.append(Entry(declared.label, url, declared.icon))
    _mark_current(list(groups.values()), request.path)
    return list(groups.values())


def _declared(request: HttpRequest) -> list[MenuEntry]:
    access = request.access  # type: ignore[attr-defined]
    entries = [entry for manifest in manifests() for entry in manifest.menu]
    return [entry for entry in entries if not entry.permission or access.may_anywhere(entry.permission)]


@cache
def _url(name: str, _addresses: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _mark_current(groups: list[Group], path: str) -> None:
    entries = [entry for group in groups for entry in group.entries if _holds(entry.url, path)]
    if entries:
        max(entries, key=lambda entry: len(entry.url)).current = True


def _holds(url: str, path: str) -> bool:
    """Whether a page lies under an entry. Under the desk itself, where everything lies, stand only the matters."""
    rest = path.removeprefix(url)
    return path.startswith(url) and (url != DESK or not rest or rest[0].isdigit())
