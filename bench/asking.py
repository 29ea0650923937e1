"""A clerk who keeps opening pages, in a process of her own: what each took, until somebody lays down a stop file."""

import json
import sys
import time
from pathlib import Path
from typing import Any

PAGES = ("/desk/", "/desk/reports/", "/desk/reports/?state=new&sort=opened")
ENOUGH = 100
"""So many times each page: fewer do not tell the slowest hundredth."""
PAUSE = 0.02


def main(username: str, folder: Path) -> None:
    """Write `asked.json`: by page (seconds, seconds of CPU) of each time. Says by files when it is ready, every page having
    been opened once, and when each has been opened often enough."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):  # nothing is collected here
        _ask(Client(), username, folder)


def _ask(client: Any, username: str, folder: Path) -> None:
    from gongjian.core.people.models import Person

    client.force_login(Person.objects.get(username=username))
    for page in PAGES:
        assert client.get(page).status_code == 200, page
    (folder / "ready").touch()
    spent: dict[str, list[tuple[float, float]]] = {page: [] for page in PAGES}
    while not (folder / "stop").exists():
        for page in PAGES:
            began, used = time.perf_counter(), time.process_time()
            assert client.get(page).status_code == 200, page
            spent[page].append((time.perf_counter() - began, time.process_time() - used))
            time.sleep(PAUSE)
        if len(spent[page]) == ENOUGH:
            (folder / "enough").touch()
    (folder / "asked.json").write_text(json.dumps(spent))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
