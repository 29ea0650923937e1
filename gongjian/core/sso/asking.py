"""A question on its way to a provider and back: what the session keeps of it, for ten minutes and one answer."""

import datetime as dt
import hmac
import logging
import secrets
from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.people.buckets import Rate, take
from gongjian.core.people.sessions import address_of
from gongjian.core.refusal import Refused
from gongjian.core.sso.provider import FAULTS, Asked, Provider

ASKED = "sso"
LASTS = dt.timedelta(minutes=10)
BY_ASKING = Rate("sso", tokens=300, refill=dt.timedelta(hours=1))
LONGEST = 4_000
log = logging.getLogger("gongjian.sso")


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: the provider's name for whoever knocks, and what it was asked for."""

    name: str
    onward: str
    linking: int


def ask(request: HttpRequest, provider: Provider, *, onward: str, now: dt.datetime, linking: int = 0) -> str:
    """The address to send the browser to. `linking` is the person who links an account, 0 for signing in. Raises Refused."""
    take(BY_ASKING, subject=address_of(request), now=now)
    back = request.build_absolute_uri(reverse("sso:back", args=[provider.slug]))
    asked = Asked(
        state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48), back=back
    )  # fmt: skip
    try:
        address = provider.start(asked)
    except FAULTS as fault:
        raise _away(provider, fault) from fault
    kept = {"provider": provider.slug, "onward": onward, "linking": linking, "at": now.isoformat()}
    request.session[ASKED] = {**asdict(asked), **kept}
    return address


def told_by(request: HttpRequest, provider: Provider, *, now: dt.datetime) -> Told:
    """The answer in this request to the question that this session asked. Raises Refused."""
    kept = request.session.pop(ASKED, None)
    answer = {name: str(value)[:LONGEST] for name, value in request.GET.items()}
    if (
        kept is None
        or kept["provider"] != provider.slug
        or now - dt.datetime.fromisoformat(kept["at"]) > LASTS
    ):
        raise Refused(
            _("This took too long, or was begun in another browser. Begin once more."), code="too_late"
        )
    if not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
        raise Refused(
            _("This took too long, or was begun in another browser. Begin once more."), code="state"
        )
    if answer.get("error") or not (answer.get("code") or answer.get("authCode")):
        raise Refused(_("%(provider)s did not let you in.") % {"provider": provider.label}, code="denied")
    asked = Asked(*(kept[part] for part in ("state", "nonce", "verifier", "back")))
    try:
        name = provider.subject(answer, asked)
    except FAULTS as fault:
        raise _away(provider, fault) from fault
    return Told(name, kept["onward"], kept["linking"])


def _away(provider: Provider, fault: Exception) -> Refused:
    log.warning("%s: %s: %s", provider.slug, type(fault).__name__, fault)
    return Refused(
        _(
            "%(provider)s could not be asked, or its answer proves nothing. Sign in with your password, or try later."
        )
        % {"provider": provider.label},
        code="unproved",
    )
