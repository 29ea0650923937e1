"""One-time codes of authenticator apps (RFC 6238): six digits, a new one every 30 seconds, by HMAC-SHA-1.

SHA-1 and six digits are what every app reads; the apps ignore other values in the address or refuse it.
"""

import base64
import datetime as dt
import hmac
import secrets
from urllib.parse import quote, urlencode

PERIOD, DIGITS, SECRET_BYTES = 30, 6, 20


def new_secret() -> str:
    """160 random bits in base32, as people type them: 32 letters and digits."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(moment: dt.datetime) -> int:
    """The number of the time step that the moment lies in."""
    return int(moment.timestamp()) // PERIOD


def code_at(secret: str, step: int) -> str:
    """The code of a step."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: str, code: str, *, now: dt.datetime, drift: int = 1) -> int | None:
    """The step whose code this is, at most `drift` steps beside the present one; the newest where several match.

    All of them are compared, each in constant time: how long it takes tells nothing.
    """
    here, found = step_at(now), None
    for step in range(here - drift, here + drift + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth: address that the apps read from a QR code."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
