"""Half signed in: the first step is done, the second is not. The session knows who knocks and gives her no right whatever."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest

from gongjian.core.people.models import Person

HALF = "half"
LASTS = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Half:
    """Who has done the first step, how, and where she wanted to go."""

    person: Person
    how: str
    onward: str


def begin_half(request: HttpRequest, person: Person, *, how: str, onward: str, now: dt.datetime) -> None:
    """Keep it in a session of a new key; whoever was signed in here before is not any more."""
    if request.user.is_authenticated:
        request.session.flush()
    else:
        request.session.cycle_key()
    request.session[HALF] = {
        "person": person.pk,
        "proof": person.get_session_auth_hash(),
        "how": how,
        "onward": onward,
        "at": now.isoformat(),
    }


def half_of(request: HttpRequest, *, now: dt.datetime) -> Half | None:
    """Who is half signed in here; nobody after ten minutes, or once her account was disabled, her password changed or all
    her sessions ended meanwhile."""
    kept = request.session.get(HALF)
    if kept is None:
        return None
    begun = dt.datetime.fromisoformat(kept["at"])
    person = Person.objects.filter(pk=kept["person"], is_active=True).select_related("office").first()
    if person is None or now - begun > LASTS or person.get_session_auth_hash() != kept["proof"]:
        return None
    if person.sessions_since is not None and begun < person.sessions_since:
        return None
    return Half(person, kept["how"], kept["onward"])


def end_half(request: HttpRequest) -> None:
    """Nobody knocks any more."""
    request.session.pop(HALF, None)
