"""What is kept of a picture's own word: the moment, and how far from the matter's place; never where."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.models import Attachment
from gongjian.lib.told import Told, coarse, metres_between

if TYPE_CHECKING:
    from gongjian.core.items.models import Item

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
KILOMETRE = 1_000


def taken_at(told: Told) -> dt.datetime | None:
    """The moment the device told; without a zone it is taken for local. None for what no camera of today can have told."""
    if told.taken is None:
        return None
    moment = told.taken if told.taken.tzinfo else timezone.make_aware(told.taken)
    return moment if moment >= EARLIEST else None


def metres_off(told: Told, item: "Item | None") -> int | None:
    """How far from the item's place the device was, in metres, rounded (`lib.told.coarse`); None where either is unknown."""
    if item is None or told.lat is None or told.lon is None or item.lat is None or item.lon is None:
        return None
    return coarse(metres_between(told.lat, told.lon, item.lat, item.lon))


def words_of(picture: Attachment) -> list[str]:
    """What a page says beside a picture: when and how far off, as the device told, and when it was sent in."""
    said = []
    if picture.taken_at is not None:
        said.append(_("taken %(at)s") % {"at": _stamp(picture.taken_at)})
    if picture.metres_off is not None:
        said.append(_far(picture.metres_off))
    if not said:
        said.append(_("the device told neither time nor place"))
    said.append(_("sent in %(at)s") % {"at": _stamp(picture.at)})
    return said


def _far(metres: int) -> str:
    if metres < 10:
        return _("at the place")
    if metres < KILOMETRE:
        return _("about %(metres)d m away") % {"metres": metres}
    return _("about %(km)s km away") % {"km": f"{metres / KILOMETRE:.1f}".rstrip("0").rstrip(".")}


def _stamp(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
