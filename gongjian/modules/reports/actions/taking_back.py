"""An import taken back: reports that came by mistake are withdrawn, corrected ones say again what they said before."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.items.withdrawing import withdraw_items
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import Act, record_many
from gongjian.modules.reports.actions.bringing_in import Brought, take_correction
from gongjian.modules.reports.models import Report


@transaction.atomic
def withdraw_reports(
    ids: Sequence[int], *, reason: str, actor: Person | None, now: dt.datetime
) -> dict[int, Refused]:
    """Withdraw up to 500 reports of one office; why others stay, by id. A withdrawn one gives its number elsewhere up,
    so that a mended file brings the matter in anew; the trail keeps the number."""
    answers = withdraw_items(ids, reason=reason, actor=actor, now=now)
    gone = {pk: item for pk, item in answers.items() if isinstance(item, Item)}
    numbered = Report.objects.filter(pk__in=gone).exclude(external_id="").order_by("pk")
    acts = [
        Act(
            action="reports.correct", obj=report, item=gone[report.pk], label=str(gone[report.pk]), now=now,
            changes={"number elsewhere": [report.external_id, ""]},
        )
        for report in numbered.only("external_id")
    ]  # fmt: skip
    if acts:
        record_many(acts, actor=actor, office=next(iter(gone.values())).office)
        numbered.update(external_id="")
    return {pk: answer for pk, answer in answers.items() if isinstance(answer, Refused)}


@transaction.atomic
def correct_back(
    report_id: int, values: Mapping[str, Any], *, actor: Person | None, now: dt.datetime
) -> None:
    """Put corrected values back: votes, title, place, the day to be done by. Raises Refused for a day that was not set
    before, since its clock runs now."""
    if "target" in values and values["target"] is None:
        raise Refused(_("the file set a day to be done by where there was none; that stays"))
    item = Item.objects.get(pk=report_id)
    before = Brought(key="", opened_at=item.opened_at, body="", **values)
    take_correction(report_id, before, names=list(values), actor=actor, now=now)
