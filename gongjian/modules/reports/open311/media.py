"""The picture to which a request only gave an address: fetched in the background, drawn anew, hung on the report."""

from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.actions import MAX_BYTES, draw_anew, keep_picture
from gongjian.core.jobs.tasks import TaskKind, Turn
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.lib.posting import Answer, Unreachable, check_address, get
from gongjian.lib.problem import Problem
from gongjian.modules.reports.models import MediaState, Receipt
from gongjian.modules.reports.open311.faults import Fault

MEDIA = "reports.open311_media"
LANE = "open311"
LONGEST = 500
TIMEOUT = 20.0
MOST_HOPS = 3
ATTEMPTS = 5
REDIRECTS = (301, 302, 303, 307, 308)


def checked_media(url: str) -> str:
    """The address without edges, or "". Raises Fault (400) for one that is none; nobody is called yet."""
    plain = url.strip()
    if not plain:
        return ""
    try:
        check_address(plain, allowed=settings.OPEN311_HOSTS, plain=True)
    except Problem:
        raise Fault(400, _("media_url is no web address.")) from None
    if len(plain) > LONGEST:
        raise Fault(400, _("media_url is too long: at most 500 characters."))
    return plain


def fetch_media(turn: Turn) -> None:
    """Fetch one report's picture. Whatever cannot be kept is said on the report's page; silence is tried again."""
    receipt = Receipt.objects.select_related("report__item__office").get(pk=turn.payload["report"])
    url = unseal(receipt, "media")
    if not url or receipt.media == MediaState.KEPT:
        return
    try:
        picture = draw_anew(download(url))
        with turn.chunk():
            item = receipt.report.item
            keep_picture(picture, office=item.office, by=None, now=timezone.now(), item=item, stage="before")
            _end(receipt, MediaState.KEPT)
    except Refused as refused:
        _end(receipt, MediaState.FAILED, str(refused.reason))
    except Unreachable:
        if turn.task.attempts < ATTEMPTS:
            raise
        _end(receipt, MediaState.FAILED, _("The address did not answer."))


def download(url: str) -> bytes:
    """The file behind the address, at most 20 MB, by at most three redirects, each looked at anew. Raises Refused, or
    Unreachable when nobody answers."""
    for _hop in range(MOST_HOPS + 1):
        answer = _answer(url)
        if answer.status not in REDIRECTS:
            return _body(answer)
        url = urljoin(url, answer.location)
    raise Refused(_("The address leads from one to the next without an end."))


def _answer(url: str) -> Answer:
    try:
        return get(url, timeout=TIMEOUT, allowed=settings.OPEN311_HOSTS, plain=True, most_bytes=MAX_BYTES + 1)
    except Problem as problem:
        words = {"not_public": _("The address leads into a network of its own, which is not called.")}
        raise Refused(words.get(problem.code, _("This is no web address."))) from problem


def _body(answer: Answer) -> bytes:
    if answer.status >= 500:
        raise Unreachable(f"status {answer.status}", maybe_arrived=False)
    if answer.status != 200:
        raise Refused(
            _("There is no picture at the address (answer %(status)d).") % {"status": answer.status}
        )
    if len(answer.body) > MAX_BYTES:
        raise Refused(_("The picture is larger than 20 MB."))
    return answer.body


def _end(receipt: Receipt, state: MediaState, error: str = "") -> None:
    """Note how it went and forget the address."""
    Receipt.objects.filter(pk=receipt.pk).update(media=state, media_error=error[:300], media_sealed=None)


MEDIA_TASK = TaskKind(
    MEDIA, _("Fetch the picture of a report from another system"), fetch_media, attempts=ATTEMPTS, lane=LANE
)
