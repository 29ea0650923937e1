"""The pages that people have open all day, at the ledger's length: CPU and queries of each, its weight, what a server process
holds and how soon it answers."""

import gc
import gzip
import http.client
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import reverse

from bench.data import office
from bench.fill import fill_many
from bench.scenario import Bench, Line, moment
from bench.servers import HOST, serving
from gongjian.cli.serve import collect_static
from gongjian.core.items.models import Item
from gongjian.modules.reports.models import Report

NEXT = re.compile(r'href="([^"]*cursor=[^"]*)"')
ROUNDS = 25
ROOT = Path(__file__).resolve().parents[2]


def run(bench: Bench) -> None:
    """Each page by the person who uses it; then all of them from a server with two processes."""
    collect_static()
    cast, _person = office()
    fill_many(cast, bench.rows, now=moment())
    ledger, newest = reverse("reports:ledger"), Item.objects.order_by("-opened_at", "-pk")[0]
    Report.objects.filter(pk=newest.pk).update(public=True)
    pages = {
        "inbox of a head": (cast.head, reverse("items:inbox")),
        "inbox of a dispatcher": (cast.dispatcher, reverse("items:inbox")),
        "inbox of a grid": (cast.grid_worker, reverse("items:inbox")),
        "ledger page": (cast.dispatcher, ledger),
        "ledger, the newest 100": (cast.dispatcher, f"{ledger}?per=100"),
        "ledger, late ones": (cast.dispatcher, f"{ledger}?view=late"),
        "ledger of a grid": (cast.grid_worker, ledger),
        "search: 路灯": (cast.dispatcher, f"{reverse('search:results')}?q=路灯"),
        "detail": (cast.dispatcher, reverse("items:detail", args=[newest.pk])),
        "detail of a report": (cast.dispatcher, reverse("reports:detail", args=[newest.pk])),
        "public list": (None, reverse("public_reports:list")),
        "API: a page of the ledger": (cast.dispatcher, "/api/v1/reports/"),
        "API: the newest 100": (cast.dispatcher, "/api/v1/reports/?per=100"),
        "API: detail of a report": (cast.dispatcher, f"/api/v1/reports/{newest.pk}/"),
    }
    gc.collect()
    gc.freeze()  # as the server's processes do before their first page
    for what, (person, path) in pages.items():
        _sample(bench, what, _asking(cast.client_for(person), path))
    first = cast.client_for(cast.dispatcher).get(ledger).content.decode()
    if found := NEXT.search(first):
        later = ledger + found[1].replace("&amp;", "&")
        _sample(bench, "ledger, the page behind it", _asking(cast.client_for(cast.dispatcher), later))
    _serve(bench, {name: (cast.client_for(person), path) for name, (person, path) in pages.items()})
    for script in sorted((ROOT / "gongjian/web/static/build").glob("*.js")):
        size = len(gzip.compress(script.read_bytes()))
        bench.keep(Line(f"script {script.name}", 0, 0, note=f"{size / 1000:.1f} kB packed"))


def _asking(client: Any, path: str) -> Callable[[], bytes]:
    def ask() -> bytes:
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, (path, answer.status_code)
        return bytes(answer.content)

    return ask


def _sample(bench: Bench, what: str, ask: Callable[[], bytes]) -> None:
    told = ask()
    packed = len(gzip.compress(told))
    bench.sample(what, ask, note=f"{len(told) / 1000:.0f} kB, {packed / 1000:.1f} packed")


def _serve(bench: Bench, pages: dict[str, tuple[Any, str]]) -> None:
    """Ask for everything a few times over, then look at what the processes hold."""
    with serving() as server:
        bench.keep(Line("start until the first answer", server.seconds, 0))
        for _round in range(ROUNDS):
            for client, path in pages.values():
                line = http.client.HTTPConnection(HOST, server.port, timeout=60)
                cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
                line.request("GET", path.replace("路灯", "%E8%B7%AF%E7%81%AF"), headers={"Cookie": cookies})
                answer = line.getresponse()
                answer.read()
                assert answer.status < 400, (path, answer.status)
                line.close()
        held = ", ".join(f"{whole:.0f} MB, {own:.0f} of it its own" for whole, own in server.workers())
        bench.keep(Line(f"memory after {ROUNDS} rounds of all pages", 0, 0, note=held))
