"""What the verbs of every module need: a line of text as it is kept, the moment at which a day ends, a row saved once."""

import datetime as dt

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.actions import masked
from gongjian.core.refusal import Refused

CLOSE_OF_BUSINESS, LAST_MINUTE = dt.time(18), dt.time(23, 59)


def line(text: str, *, field: str, most: int = 200, empty: bool = False) -> str:
    """The text without edges, numbers of persons masked. Raises Refused where it is missing or too long."""
    text = masked(text)
    if not text and not empty:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > most:
        raise Refused(_("The text is too long: at most %(most)d characters.") % {"most": most}, field=field)
    return text


def evening(day: dt.date) -> dt.datetime:
    """The close of business of a day."""
    return timezone.make_aware(dt.datetime.combine(day, CLOSE_OF_BUSINESS))


def last_minute(day: dt.date) -> dt.datetime:
    """The last minute of a day: what a paper sets for a day may be done until then."""
    return timezone.make_aware(dt.datetime.combine(day, LAST_MINUTE))


def save_once(row: models.Model, words: str, *, field: str) -> None:
    """Save the row, or refuse with the words where one like it is stored already."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(words, field=field, code="twice") from error
