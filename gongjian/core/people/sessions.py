"""Where a person is signed in: each session with its device, when it began and when it was last used."""

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from gongjian.core.people.models import Person, SignInSession
from gongjian.core.people.session_store import STARTED

SEEN_EVERY = dt.timedelta(minutes=1)
BROWSERS = [
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A line of the session list. `reference` names the session without giving its key away."""

    reference: str
    device: str
    started_at: dt.datetime | None
    seen_at: dt.datetime | None
    is_this: bool


def reference_of(session_key: str) -> str:
    """A name for the session that cannot be turned into its key."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:24]


def own_sessions(person: Person, *, this_key: str, now: dt.datetime) -> list[OwnSession]:
    """The person's live sessions, last used first."""
    rows = SignInSession.objects.filter(person=person, expire_date__gt=now).order_by("-seen_at")
    return [
        OwnSession(reference_of(row.pk), row.device, row.started_at, row.seen_at, row.pk == this_key)
        for row in rows
    ]


def device_of(request: HttpRequest) -> str:
    """The browser and system as they call themselves, in two words; empty when they say nothing known."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(word for word in (browser, system) if word)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: a proxy on this machine is believed; IPv6 counts by its /64 network."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    if forwarded and _is_loopback(address):
        address = forwarded.rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return not address


def is_over(request: HttpRequest) -> bool:
    """Whether the session belongs to nobody any more.

    Its account was disabled, its password changed, or the person signed out everywhere after it began.
    """
    if SESSION_KEY not in request.session:
        return False
    person = request.user
    if not isinstance(person, Person):
        return True
    started = request.session.get(STARTED)
    if person.sessions_since is None or started is None:
        return False
    return dt.datetime.fromisoformat(started) < person.sessions_since


def note_seen(request: HttpRequest, *, now: dt.datetime) -> None:
    """Keep when the session was last used, at most once a minute."""
    seen_at = getattr(request.session, "seen_at", None)
    if seen_at is None or seen_at < now - SEEN_EVERY:
        SignInSession.objects.filter(pk=request.session.session_key).update(seen_at=now)


def forget_expired(now: dt.datetime) -> int:
    """Delete sessions past their date; says how many."""
    return SignInSession.objects.filter(expire_date__lt=now).delete()[0]
