"""Asking a browser for a passkey, and checking what it answers (WebAuthn).

A passkey must be one that signs in by itself: kept in the device, with a finger, a face or a PIN asked at each use. It
belongs to the name under which the site is reached. The library is read when somebody uses one.
"""

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

from gongjian.core.factors.actions.passkeys import add_passkey, use_passkey
from gongjian.core.factors.models import LIVE, Passkey
from gongjian.core.people.models import Person
from gongjian.core.privacy import blind
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialDescriptor

ASKED = "passkey"
LASTS = dt.timedelta(minutes=5)
LONGEST = 20_000


def ask_for_new(request: HttpRequest, person: Person, *, now: dt.datetime) -> dict[str, Any]:
    """What the browser is asked to make: a passkey for this person; those that she has are not made twice."""
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    user = PublicKeyCredentialUserEntity(
        name=person.username, id=_handle_of(person), display_name=person.name
    )
    options, state = _server(request).register_begin(
        user,
        credentials=_described(person),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _kept(request, "new", options, state, now=now)


def ask_for_own(request: HttpRequest, person: Person | None, *, now: dt.datetime) -> dict[str, Any]:
    """What the browser is asked to show: a passkey of this person, or whichever the device has for this site."""
    from fido2.webauthn import UserVerificationRequirement

    options, state = _server(request).authenticate_begin(
        credentials=_described(person) if person else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _kept(request, "own", options, state, now=now)


def keep_new(request: HttpRequest, person: Person, *, name: str, answer: str, now: dt.datetime) -> Passkey:
    """Check what the browser made, and add it. Raises Refused."""
    from fido2.utils import websafe_encode
    from fido2.webauthn import RegistrationResponse

    state = _taken(request, "new", now=now)
    try:
        given = RegistrationResponse.from_dict(_read(answer))
        data = _server(request).register_complete(state, given)
        made = data.credential_data
        if made is None or given.response.client_data.cross_origin:
            raise ValueError("no key of this page")
        credential_id = websafe_encode(made.credential_id)
    except Exception as error:  # a stranger's bytes make the library raise many kinds
        raise Refused(_("The passkey was not made. Try once more."), code="not_made") from error
    return add_passkey(
        person, name=name, credential_id=credential_id, public_data=bytes(made), counter=data.counter, now=now
    )


def passkey_shown(request: HttpRequest, *, answer: str, now: dt.datetime) -> Passkey:
    """The passkey that the browser showed, of a person who may sign in, checked and counted. Raises Refused."""
    from fido2.utils import websafe_encode
    from fido2.webauthn import AttestedCredentialData, AuthenticationResponse

    state = _taken(request, "own", now=now)
    no = Refused(
        _("This passkey did not open. Try once more, or sign in with your password."), code="not_opened"
    )
    try:
        given = AuthenticationResponse.from_dict(_read(answer))
        live = Passkey.objects.filter(LIVE, person__is_active=True).select_related("person__office")
        passkey = live.get(credential_id=websafe_encode(given.raw_id))
        known = AttestedCredentialData(bytes(passkey.public_data))
        _server(request).authenticate_complete(state, [known], given)
        handle = given.response.user_handle
        if handle and handle != _handle_of(passkey.person):
            raise ValueError("the key of somebody else")
        if given.response.client_data.cross_origin:
            raise ValueError("asked from another page")
        counter = given.response.authenticator_data.counter
    except Exception as error:  # a stranger's bytes make the library raise many kinds
        raise no from error
    return use_passkey(passkey, counter=counter, now=now)


def fits_here(request: HttpRequest) -> bool:
    """Whether browsers make passkeys under this address: a name, reached by https (or this very machine)."""
    host, _port = split_domain_port(request.get_host())
    named = bool(host) and not host.startswith("[") and not host.rpartition(".")[2].isdigit()
    return named and (request.is_secure() or host == "localhost" or host.endswith(".localhost"))


def _server(request: HttpRequest) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    host, _port = split_domain_port(request.get_host())
    origin = f"{request.scheme}://{request.get_host()}"
    site = PublicKeyCredentialRpEntity(name=_("Gongjian"), id=host)
    return Fido2Server(site, verify_origin=lambda said: said == origin)


def _handle_of(person: Person) -> bytes:
    """By what a device knows whose passkey it holds; it tells a stranger nothing."""
    return bytes.fromhex(blind(str(person.pk), "passkey"))


def _described(person: Person) -> "list[PublicKeyCredentialDescriptor]":
    from fido2.utils import websafe_decode
    from fido2.webauthn import PublicKeyCredentialDescriptor, PublicKeyCredentialType

    kind = PublicKeyCredentialType.PUBLIC_KEY
    ids = person.passkeys.filter(LIVE).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(type=kind, id=websafe_decode(one)) for one in ids]


def _kept(request: HttpRequest, what: str, options: Any, state: Any, *, now: dt.datetime) -> dict[str, Any]:
    request.session[ASKED] = {"what": what, "state": dict(state), "at": now.isoformat()}
    found: dict[str, Any] = json.loads(json.dumps(dict(options), default=dict))
    return found


def _taken(request: HttpRequest, what: str, *, now: dt.datetime) -> Any:
    """The question that is being answered; it can be answered once, within five minutes."""
    kept = request.session.pop(ASKED, None)
    if kept is None or kept["what"] != what or now - dt.datetime.fromisoformat(kept["at"]) > LASTS:
        raise Refused(_("This took too long. Begin once more."), code="too_late")
    return kept["state"]


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long for an answer")
    found: dict[str, Any] = json.loads(answer)
    return found
