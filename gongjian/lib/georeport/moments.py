"""Moments as GeoReport writes them: the W3C's short form of ISO 8601, with a zone."""

import datetime as dt

from gongjian.lib.problem import Problem


def write_moment(moment: dt.datetime | None) -> str | None:
    """`2026-03-05T09:00:00Z`, to the second and in UTC; None stays None. Raises ValueError without a zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be told to others")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str, *, zone: dt.tzinfo) -> dt.datetime:
    """The moment that a caller wrote. A day alone is its beginning, and what names no zone is meant in `zone`.

    A "+" that an address turned into a space is understood. Raises Problem.
    """
    plain = text.strip()
    if len(plain) > 16 and plain[-6:-5] == " ":
        plain = f"{plain[:-6]}+{plain[-5:]}"
    try:
        moment = dt.datetime.fromisoformat(plain)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        sentence = "{text} is no date. Write it as 2026-03-05T09:00:00Z."
        raise Problem("bad_moment", sentence, text=plain[:40]) from error
