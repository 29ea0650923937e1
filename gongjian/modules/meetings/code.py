"""The code on the wall: an address from the meeting's random uid under the installation's key, and its picture."""

import io

import segno
from django.http import Http404
from django.urls import reverse

from gongjian.core.privacy.sealing import blind
from gongjian.modules.meetings.models import Meeting

LENGTH = 32
PURPOSE = "meetings.check_in"


def token_of(meeting: Meeting) -> str:
    """32 hexadecimal digits that whoever holds only the data does not know."""
    return f"{meeting.pk}-{blind(str(meeting.uid), PURPOSE)[:LENGTH]}"


def meeting_of(token: str) -> Meeting:
    """The meeting of a code; raises Http404 for one that is none."""
    number, _dash, _rest = token.partition("-")
    rows = Meeting.objects.select_related("office", "area")
    meeting = (
        rows.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 18
        else None
    )
    if meeting is None or token_of(meeting) != token:
        raise Http404
    return meeting


def address_of(meeting: Meeting) -> str:
    """Where somebody signs in by the code."""
    return reverse("public_meetings:check_in", args=[token_of(meeting)])


def picture_of(address: str) -> bytes:
    """The QR code of an address as an SVG picture, dark on white, with its quiet zone."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return drawn.getvalue()
