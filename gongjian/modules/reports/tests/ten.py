"""Ten reports of March whose rates can be worked out by hand, led through the loop by the cast.

All were told on 5 March (the 4th one on the 6th) and are due on the 20th, fifteen calendar days later:

| no. | what became of it by 30 April | answered by deadline | fixed | in time | verdicts |
|---|---|---|---|---|---|
| 1 | fixed on the 10th | yes | yes | yes | satisfied |
| 2 | fixed on the 25th; its reporter calls again on the 9th (no. 5) | no | yes | no | partly |
| 3 | explained on the 12th; told again the next day (no. 4) | yes | no | yes | |
| 4 | cannot be fixed, on the 12th; same place as no. 3 | yes | no | yes | |
| 5 | never closed | no | no | no | |
| 6 | fixed on the 10th, reopened on the 11th, open | yes | no | no | not satisfied |
| 7 | fixed on the 10th, reopened, fixed on the 15th | yes | yes | yes | not satisfied, satisfied |
| 8 | fixed on the 28th | no | yes | no | |
| 9 | brought in from a file, answered on a day without an hour; no deadline | | | | |
| 10 | joined with no. 1 on the 6th | yes | yes | yes | |
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from gongjian.core.items.actions import make_move
from gongjian.lib.worktime import SHANGHAI
from gongjian.modules.reports import actions
from gongjian.modules.reports.actions.bringing_in import Brought, bring_in
from gongjian.modules.reports.follow import find_followed, token_of
from gongjian.modules.reports.models import Report

MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
PHONE = "13800000000"


def at(day: int, hour: int = 9, *, month: int = 3) -> dt.datetime:
    """An hour of a day of March (or another month) 2026."""
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


LATER = at(30, month=4)


@dataclass
class Ten:
    """The reports by number, and the office they were told to."""

    office: Any
    reports: dict[int, Report] = field(default_factory=dict)

    def tell(self, number: int, when: dt.datetime, **more: Any) -> Report:
        """A report of its own place, sent from the public page."""
        facts = {
            "area": self.office.cast.community,
            "text": f"第{number}件：路面坏了，请来看看。",
            "place": f"{number}号院门口",
        }
        self.reports[number] = actions.report_publicly(actions.Told(**facts | more), now=when)
        return self.reports[number]

    def dispatch(self, number: int, when: dt.datetime) -> None:
        """Given to the roads' unit."""
        actions.sort_report(
            self.reports[number].pk, category=self.office.roads, unit=self.office.cast.city_unit,
            actor=self.office.cast.dispatcher, now=when,
        )  # fmt: skip

    def move(self, number: int, name: str, who: str, when: dt.datetime, **inputs: Any) -> None:
        """One move of the loop."""
        make_move(self.reports[number].pk, name, actor=getattr(self.office.cast, who), now=when, **inputs)

    def close(self, number: int, when: dt.datetime, *, result: str = "fixed", again: bool = False) -> None:
        """Accepted (unless it is taken up again), handed in, checked."""
        if not again:
            self.move(number, "accept", "head", when)
        self.move(number, "submit", "head", when, note="做完了", public_note="做完了。")
        self.move(number, "check_pass", "checker", when, result=result, public_note="已经看过。")

    def say(self, number: int, verdict: str, when: dt.datetime) -> None:
        """The resident's verdict."""
        followed = find_followed(token_of(Report.objects.get(pk=self.reports[number].pk)))
        actions.rate(followed, verdict=verdict, now=when)


def make_ten(office: Any) -> Ten:
    """Lead all ten to where they stand on 30 April."""
    ten = Ten(office)
    own: dict[int, dict[str, Any]] = {2: {"phone": PHONE}, 4: {"place": "3号院门口"}, 5: {"phone": PHONE}}
    told = {
        1: at(5),
        2: at(5),
        3: at(5),
        4: at(6, 8),
        5: at(5, 12),
        6: at(5),
        7: at(5),
        8: at(5),
        10: at(5, 15),
    }
    for number, when in told.items():
        ten.tell(number, when, **own.get(number, {}))
        if number != 10:
            ten.dispatch(number, when)
    _lead(ten)
    _bring(ten)
    return ten


def _lead(ten: Ten) -> None:
    cast = ten.office.cast
    actions.merge_report(
        ten.reports[10].pk, into=ten.reports[1].pk, actor=cast.dispatcher, note="同一处", now=at(6)
    )
    for number, day, result in (
        (1, 10, "fixed"), (2, 25, "fixed"), (3, 12, "explained"), (4, 12, "not_fixed"), (6, 10, "fixed"), (7, 10, "fixed"),
        (8, 28, "fixed"),
    ):  # fmt: skip
        ten.close(number, at(day, 11), result=result)
    ten.say(1, "satisfied", at(11))
    ten.say(2, "partly", at(26))
    ten.say(6, "unsatisfied", at(11))
    ten.say(7, "unsatisfied", at(11))
    ten.close(7, at(15, 11), again=True)
    ten.say(7, "satisfied", at(16))


def _bring(ten: Ten) -> None:
    matter = Brought(
        key="12345-9", opened_at=at(5), title="路灯", body="路灯不亮。", area=ten.office.cast.community, closed_at=at(8, 0),
        answer="已经修好。", answered_at=at(8, 0), answer_day_only=True,
    )  # fmt: skip
    (pk,) = bring_in([matter], office=ten.office.cast.office, actor=None, now=at(9))
    ten.reports[9] = Report.objects.get(pk=pk)
