"""The private link: a token only its holder knows, and what it leads to."""

from dataclasses import dataclass

from django.http import Http404

from gongjian.core.privacy.sealing import blind
from gongjian.lib.bearer import digest_of
from gongjian.modules.reports.models import Follower, Report

TOKEN_LENGTH = 32  # 128 bits in hexadecimal digits


def token_of(report: Report) -> str:
    """The report's token, from its random uid under the installation's key: known to nobody who holds only the data."""
    return blind(str(report.uid), "reports.follow")[:TOKEN_LENGTH]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a private link leads to. `own` is what its holder reported, `report` is where the matter goes on, and
    `follower` is her place there when the two differ."""

    own: Report
    report: Report
    follower: Follower | None = None


def find_followed(token: str) -> Followed:
    """The report behind a private link; raises Http404 for a token that is none."""
    reports = Report.objects.select_related("item__area", "item__office", "item__unit", "category")
    own = reports.filter(follow_hash=digest_of(token)).first() if len(token) == TOKEN_LENGTH else None
    if own is None:
        raise Http404
    if own.merged_into_id is None:
        return Followed(own, own)
    place = Follower.objects.filter(origin=own, ended_at__isnull=True).order_by("-pk").first()
    if place is None:
        return Followed(own, own)
    return Followed(own, reports.get(pk=place.report_id), place)
