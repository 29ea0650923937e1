"""A client of the API in one file, with nothing but Python's own library.

    GONGJIAN_URL=http://127.0.0.1:8000 GONGJIAN_TOKEN=gongjian_… python gongjian_client.py

Run as a script it takes in one report, reads it back and prints the first rows of the list.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

TRIES = 5


class Refused(Exception):
    """The office said no: `reason` in words, `field` the input it is about, `code` for programs, `status` of HTTP."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        self.status, self.code, self.field = status, told.get("code", ""), told.get("field", "")
        self.reason = told.get("reason") or str(told.get("detail", status))
        super().__init__(self.reason)


class Office:
    """One office's API. `token` is made under *My account, My tokens for programs*."""

    def __init__(self, url: str, token: str) -> None:
        self.root, self.token = url.rstrip("/") + "/api/v1/", token

    def get(self, path: str, **params: Any) -> Any:
        """What stands at the path: get("items/7/")."""
        return self._call("GET", path + ("?" + urllib.parse.urlencode(params, doseq=True) if params else ""))[
            0
        ]

    def rows(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page after page by its cursor: rows("reports/", state="new")."""
        cursor = ""
        while True:
            page = self.get(path, **params, **({"cursor": cursor} if cursor else {}))
            yield from page["rows"]
            cursor = page["next"]
            if not cursor:
                return

    def create(self, path: str, **values: Any) -> Any:
        """Write something once, however often the line breaks: the key stays the same through all tries."""
        return self._call("POST", path, values, {"Idempotency-Key": str(uuid.uuid4())})[0]

    def move(self, item: int, name: str, **values: Any) -> Any:
        """Make a move, unless somebody else was quicker: then Refused with the code "changed"."""
        tag = self._call("GET", f"items/{item}/")[1].get("ETag", "")
        key = str(uuid.uuid4())
        return self._call(
            "POST",
            f"items/{item}/moves/",
            {"name": name, **values},
            {"If-Match": tag, "Idempotency-Key": key},
        )[0]

    def _call(
        self, method: str, path: str, values: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[Any, Any]:
        body = None if values is None else json.dumps(values).encode()
        told = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        for number in range(TRIES):
            request = urllib.request.Request(self.root + path, body, told, method=method)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.loads(answer.read() or b"null"), answer.headers
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise Refused(error.code, _read(error)) from None
            except OSError:
                if number == TRIES - 1:
                    raise
            time.sleep(0.2 * 2**number)
        raise Refused(503, {"reason": "The server does not answer as it should. Try again later."})


def _read(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        found = json.loads(error.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def main() -> None:
    """Take one report in, read it back, list the newest."""
    office = Office(os.environ["GONGJIAN_URL"], os.environ["GONGJIAN_TOKEN"])
    area = int(os.environ["GONGJIAN_AREA"])
    made = office.create("reports/", text="文化路与红专路口的路灯不亮", area=area, channel="phone")
    print(made["number"], made["state"], office.get(f"reports/{made['id']}/")["title"])
    for row, _number in zip(office.rows("reports/"), range(3), strict=False):
        print(row["number"])


if __name__ == "__main__":
    sys.exit(main())
