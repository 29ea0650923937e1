"""What a module tells the platform about itself, and the registry of all modules.

A module's `module.py` holds one `MODULE = Module(...)`. Unknown fields fail at import, because it is a dataclass.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings

from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.invites.purpose import Purpose
    from gongjian.core.items.flow import Flow
    from gongjian.core.items.panel import ItemPanel
    from gongjian.core.jobs.kinds import TaskKind
    from gongjian.core.ledgers.ledger import Column, Ledger
    from gongjian.core.links.node import ThreadNode
    from gongjian.core.measures.measure import Measure
    from gongjian.core.publicity.kind import PublicKind, PublicPart
    from gongjian.core.search.source import SearchSource


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing a person may do, in words, and the role presets that may do it in the area they hold."""

    name: str
    label: Words
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the desk's menu; shown when the person holds `permission` anywhere (empty: everyone signed in)."""

    label: Words
    url_name: str
    icon: str
    group: Words
    permission: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Offshoot:
    """A button on the page of a matter of one of `kinds`: something new is begun that comes from it. The page `url_name`
    is asked with `?from=<id of the item>`; the button is shown to whoever holds `permission` for the matter's area."""

    label: Words
    url_name: str
    permission: str
    kinds: tuple[str, ...]
    icon: str = "plus"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """A stored personal datum: why it is kept, for how many days after closing, and how it is protected."""

    model: str
    field: str
    purpose: Words
    keep_days: int
    protection: str


@dataclass(frozen=True, slots=True)
class Importer:
    """A file the command line and the pages can take: `run(path, options, progress)` returns a summary to print.

    Where several files are named and one builds on another, `order(path)` says which comes first.
    """

    name: str
    label: Words
    run: Callable[..., Mapping[str, Any]]
    options: tuple[str, ...] = ()
    order: Callable[..., int] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Periodic work: `run(now)` must be safe to run twice and must catch up after a missed run.

    Work that may have to wait for somebody outside, such as a mail server, has a `lane` of its own.
    """

    name: str
    label: Words
    every_seconds: int
    run: Callable[..., Any]
    lane: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """The manifest. `urls` hang under /desk/<slug>/, `public_urls` under /<public_prefix>/, the API under
    /api/v1/<slug>/ or, where the router is about another package's things, /api/v1/<api_prefix>/.

    `paper_columns` are what letters about one matter of a ledger (by its slug) may say beyond its columns.
    `searches` are what can be found beside matters; `texts[kind](ids)` gives by id the text by which items are found.
    `threads` lets rows that are no matters stand in threads; `quotes[kind](ids)` gives by id the words or the sum that a
    thread shows of a matter; `rooted[kind]` says what is missing when nothing stands behind a matter of the kind.
    `offshoots` are buttons on other modules' matters that begin something here.
    `purposes` are what private links to its things may be for.
    `ends[kind](ids)` gives by id the last day on which a matter holds, for what must not outlast it.
    `involved[kind](ids)` gives by id the ids of people who have a part in a matter and so do not judge it.
    `households[kind]` is the query path from a matter to the number of households that benefit from it.
    `publications` are kinds of matters with a public page, `public_parts` what is added to another kind's.
    `public_hint` and `public_icon` stand on the door to its public pages.
    `panels` are what is added to the desk's page of a matter, another module's too.
    `acts` gives the words of what stands in the trail as "<slug>.<act>"; moves of the flows have theirs already.
    """

    slug: str
    label: Words
    requires: tuple[str, ...] = ()
    urls: str = ""
    public_urls: str = ""
    public_prefix: str = ""
    public_door: bool = True
    public_hint: Words = ""
    public_icon: str = "msg"
    api: str = ""
    api_prefix: str = ""
    flows: tuple["Flow", ...] = ()
    permissions: tuple[Permission, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    offshoots: tuple[Offshoot, ...] = ()
    ledgers: tuple["Ledger", ...] = ()
    measures: tuple["Measure", ...] = ()
    importers: tuple[Importer, ...] = ()
    jobs: tuple[Job, ...] = ()
    tasks: tuple["TaskKind", ...] = ()
    searches: tuple["SearchSource", ...] = ()
    texts: Mapping[str, Callable[[Sequence[int]], Mapping[int, str]]] = field(default_factory=dict)
    threads: tuple["ThreadNode", ...] = ()
    quotes: Mapping[str, Callable[[Sequence[int]], Mapping[int, str]]] = field(default_factory=dict)
    rooted: Mapping[str, Words] = field(default_factory=dict)
    ends: Mapping[str, Callable[[Sequence[int]], Mapping[int, dt.date]]] = field(default_factory=dict)
    involved: Mapping[str, Callable[[Sequence[int]], Mapping[int, frozenset[int]]]] = field(
        default_factory=dict
    )
    households: Mapping[str, str] = field(default_factory=dict)
    publications: tuple["PublicKind", ...] = ()
    public_parts: tuple["PublicPart", ...] = ()
    panels: tuple["ItemPanel", ...] = ()
    paper_columns: Mapping[str, tuple["Column", ...]] = field(default_factory=dict)
    personal_fields: tuple[PersonalField, ...] = ()
    purposes: tuple["Purpose", ...] = ()
    acts: Mapping[str, Words] = field(default_factory=dict)
    unaudited_models: Mapping[str, str] = field(default_factory=dict)
    seeds: str = ""
    docs: str = ""
    glossary: tuple[str, ...] = ()


@cache
def modules() -> tuple[Module, ...]:
    """Every installed module's manifest, in the order of the list."""
    return tuple(import_module(f"gongjian.modules.{slug}.module").MODULE for slug in installed_slugs())


@cache
def core_manifests() -> tuple[Module, ...]:
    """Manifests of the core packages that bring permissions, menu entries, jobs or importers of their own."""
    names = [f"{app}.module" for app in settings.INSTALLED_APPS if app.startswith("gongjian.core.")]
    return tuple(import_module(name).MODULE for name in names if find_spec(name))


def manifests() -> tuple[Module, ...]:
    """Core first, then modules."""
    return core_manifests() + modules()


def installed_slugs() -> Iterable[str]:
    """Slugs of the modules in INSTALLED_APPS, in order."""
    prefix = "gongjian.modules."
    return [app.removeprefix(prefix) for app in settings.INSTALLED_APPS if app.startswith(prefix)]


def flow_for(kind: str) -> "Flow":
    """The flow of an item kind. Raises KeyError for a kind whose module is not installed."""
    return _flows()[kind]


@cache
def _flows() -> dict[str, "Flow"]:
    return {flow.kind: flow for module in modules() for flow in module.flows}


def flows() -> Mapping[str, "Flow"]:
    """All flows by kind."""
    return _flows()


@cache
def permissions() -> dict[str, Permission]:
    """All permissions by name; a name may be declared once only."""
    found: dict[str, Permission] = {}
    for module in manifests():
        for permission in module.permissions:
            if permission.name in found:
                raise ValueError(f"permission {permission.name} is declared twice")
            found[permission.name] = permission
    return found
