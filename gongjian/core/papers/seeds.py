"""The demo office's papers: a district's monthly form, a table per community, a form that awaits marks, three letters."""

import datetime as dt
import random

from gongjian.core.areas.models import Area
from gongjian.core.papers import ready
from gongjian.core.papers.actions import add_paper
from gongjian.core.papers.lexicon import ledgers
from gongjian.core.papers.models import Paper
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Holding

LIST = "reports"
PAPERS = (
    ("群众诉求办理情况月报表", "月报表.xlsx", ready.monthly_report),
    ("各社区诉求统计表", "统计表.xlsx", ready.community_table),
    ("区社会治理重点诉求台账", "重点诉求台账（区下发）.xlsx", ready.unmarked_form),
    ("答复函", "答复函.docx", ready.reply_letter),
    ("交办单", "交办单.docx", ready.dispatch_slip),
    ("超期催办通知", "催办通知.docx", ready.notice),
)


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Take in what is not there yet, in the name of the office's first dispatcher."""
    ledger = next((one for one in ledgers() if one.slug == LIST), None)
    for office in Area.objects.offices().order_by("pk") if ledger else ():
        held = (
            Holding.objects.filter(role="dispatcher", area=office)
            .order_by("pk")
            .select_related("person")
            .first()
        )
        if ledger is None or held is None:
            continue
        access = access_of(held.person)
        for name, file_name, make in PAPERS:
            if not Paper.objects.filter(office=office, name=name).exists():
                add_paper(
                    name, office=office, ledger=ledger, file_name=file_name, data=make(), actor=held.person,
                    access=access, now=now,
                )  # fmt: skip
