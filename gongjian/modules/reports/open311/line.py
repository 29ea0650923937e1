"""Speaking with another system: what is asked, what it answers, and what an answer that is none means."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.core.privacy.sealing import unseal
from gongjian.lib.georeport import TheirQuestion, Unreadable, error_in, questions_in, rows_in
from gongjian.lib.masks import mask_text
from gongjian.lib.posting import Answer, Unreachable, get, post_form
from gongjian.lib.problem import Problem
from gongjian.modules.reports.models import Open311Server

TIMEOUT = 15.0
SHORT = 6.0  # while somebody looks at the page
MOST_BYTES = 256 * 1024
RELAYED = (502, 504)  # what stands before the server heard nothing of it in time
BUSY = (408, 425, 429)
Row = dict[str, str]


class Failed(Exception):
    """No answer that helps. `again`: later it may be another. `unsure`: the other side may have acted all the same."""

    def __init__(self, why: str, *, again: bool, unsure: bool = False) -> None:
        super().__init__(why)
        self.again = again
        self.unsure = unsure


def send(server: Open311Server, fields: Sequence[tuple[str, str]], *, once: str) -> Row:
    """Send a report and return the row that answers it, which may hold neither a number nor a token. Raises Failed."""
    own = [("jurisdiction_id", server.jurisdiction), ("api_key", unseal(server, "key"))]
    said = [(name, value) for name, value in (*own, *fields) if value]
    try:
        answer = post_form(
            f"{server.address}/requests.{server.form}", said, timeout=TIMEOUT, allowed=settings.OPEN311_HOSTS,
            headers={"Idempotency-Key": once},
        )  # fmt: skip
    except (Problem, Unreachable) as trouble:
        raise _silence(server, trouble) from trouble
    if answer.status in RELAYED:
        raise Failed(
            _("A relay before it gave up waiting (%(status)d).") % {"status": answer.status},
            again=True,
            unsure=True,
        )
    _check(server, answer)
    try:
        return rows_in(answer.body)[0]
    except (Unreadable, IndexError) as error:
        raise Failed(
            _("It answered with something that cannot be read."), again=False, unsure=True
        ) from error


def ask_request(server: Open311Server, number: str) -> Row:
    """One report as it stands there. Raises Failed."""
    return _ask(server, f"requests/{quote(number, safe='')}")


def ask_token(server: Open311Server, token: str) -> Row:
    """The number of a report that was first answered with a token. Raises Failed."""
    return _ask(server, f"tokens/{quote(token, safe='')}")


def ask_services(server: Open311Server) -> list[Row]:
    """What can be reported there. Raises Failed."""
    return _rows(server, "services", timeout=SHORT)


def ask_questions(server: Open311Server, code: str) -> list[TheirQuestion]:
    """What they want to know of a report of this service; nothing where they know no such page. Raises Failed."""
    answer = _get(server, f"services/{quote(code, safe='')}", timeout=TIMEOUT)
    if answer.status == 404:
        return []
    _check(server, answer)
    try:
        return questions_in(answer.body)
    except Unreadable as error:
        raise Failed(_("It answered with something that cannot be read."), again=True) from error


def _ask(server: Open311Server, path: str) -> Row:
    rows = _rows(server, path, timeout=TIMEOUT)
    if not rows:
        raise Failed(_("It answered with something that cannot be read."), again=True)
    return rows[0]


def _rows(server: Open311Server, path: str, *, timeout: float) -> list[Row]:
    answer = _get(server, path, timeout=timeout)
    _check(server, answer)
    try:
        return rows_in(answer.body)
    except Unreadable as error:
        raise Failed(_("It answered with something that cannot be read."), again=True) from error


def _get(server: Open311Server, path: str, *, timeout: float) -> Answer:
    own = {"jurisdiction_id": server.jurisdiction, "api_key": unseal(server, "key")}
    query = urlencode({name: value for name, value in own.items() if value})
    url = f"{server.address}/{path}.{server.form}" + (f"?{query}" if query else "")
    try:
        return get(url, timeout=timeout, allowed=settings.OPEN311_HOSTS, most_bytes=MOST_BYTES)
    except (Problem, Unreachable) as trouble:
        raise _silence(server, trouble) from trouble


def _check(server: Open311Server, answer: Answer) -> None:
    if 200 <= answer.status < 300:
        return
    told = {"status": answer.status, "why": _without_key(server, error_in(answer.body)) or "—"}
    why = _("It answered %(status)d: %(why)s") % told
    raise Failed(why, again=answer.status >= 500 or answer.status in BUSY)


def _silence(server: Open311Server, trouble: Problem | Unreachable) -> Failed:
    if isinstance(trouble, Unreachable):
        if trouble.maybe_arrived:
            return Failed(_("The connection broke after everything was sent."), again=True, unsure=True)
        return Failed(_without_key(server, _("It cannot be reached: %(why)s") % {"why": trouble}), again=True)
    if trouble.code == "not_public":
        return Failed(_("The address leads into a network of its own, which is not called."), again=False)
    return Failed(_("This is no web address."), again=False)


def _without_key(server: Open311Server, words: str) -> str:
    """The words without the key, should the other side have repeated it, and without numbers of people."""
    key = unseal(server, "key")
    return mask_text(words.replace(key, "…") if key else words).text[:250]
