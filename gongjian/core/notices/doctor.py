"""The doctor's look at messages: the mail server's door, what waits too long, what was not delivered."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.finding import Finding
from gongjian.core.notices.mail import Unsent, postman
from gongjian.core.notices.models import Delivery, DeliveryState
from gongjian.core.notices.outbox import is_mail_set_up

STALE = dt.timedelta(hours=1)
RECENTLY = dt.timedelta(days=7)


def check_notices() -> list[Finding]:
    """Everything that was found; never empty. The mail server is called, and nothing is sent."""
    now = timezone.now()
    return [_door(), *_stale(now), *_failed(now)]


def _door() -> Finding:
    if not settings.EMAIL_HOST:
        return Finding("good", _("no mail server is set: people are told in the product only"))
    if not is_mail_set_up():
        words = _("a mail server is set, but no sender or no address of the product")
        return Finding("bad", words, _("Set GONGJIAN_SMTP_FROM and GONGJIAN_SITE."))
    try:
        with postman() as carrier:
            carrier.open()
    except Unsent as unsent:
        words = _("the mail server cannot be used: {why}").format(why=unsent)
        return Finding("bad", words, _("Compare GONGJIAN_SMTP_… with what the mail provider says."))
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return Finding("good", _("the mail server {where} lets us in").format(where=where))


def _stale(now: dt.datetime) -> list[Finding]:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lt=now - STALE).count()
    if not waiting:
        return []
    words = ngettext(
        "{count} message has waited for more than an hour",
        "{count} messages have waited for more than an hour",
        waiting,
    )
    return [
        Finding(
            "warning", words.format(count=waiting), _("Is the worker running? gongjian doctor jobs says it.")
        )
    ]


def _failed(now: dt.datetime) -> list[Finding]:
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, ended_at__gte=now - RECENTLY).count()
    if not failed:
        return []
    words = ngettext(
        "{count} message was not delivered in a week", "{count} messages were not delivered in a week", failed
    )
    return [
        Finding(
            "warning", words.format(count=failed), _("See Messages: each says why, and can be sent again.")
        )
    ]
