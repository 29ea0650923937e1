"""One invented report, led along its fate by the people whose part it is."""

import datetime as dt
import random

from gongjian.core.areas.models import Area
from gongjian.core.files.actions import keep_file
from gongjian.core.items import more_time, side
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Clock, Extension, Item
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.models import Person
from gongjian.modules.reports import actions
from gongjian.modules.reports.follow import find_followed, token_of
from gongjian.modules.reports.models import Category, Report
from gongjian.modules.reports.seeds.fates import Fate
from gongjian.modules.reports.seeds.matters import CHECKED_AGAIN, UNHAPPY
from gongjian.modules.reports.seeds.office_hours import OfficeHours
from gongjian.modules.reports.seeds.papers import papers
from gongjian.modules.reports.seeds.sketches import sketch
from gongjian.modules.reports.seeds.words import Said, Words

GAPS = {
    "dispatch": (0.25, 0.75), "accept": (0.5, 1.5), "submit": (4, 12), "close": (1, 5), "fix": (0.25, 0.75),
    "close_fixed": (1, 4), "satisfied": (2, 8), "partly": (2, 8), "unsatisfied": (2, 6), "fail": (1, 2),
    "urge": (30, 34), "ask": (10, 14), "grant": (1, 2), "help": (1, 3), "outside": (2, 5), "refuse": (0.25, 0.75),
}  # fmt: skip
OUTSIDE = {"lighting": "供电公司", "drainage": "市政养护站", "roads": "市政养护站", "heating": "自来水公司"}


class Live:
    """A report's life until now. Each step takes place some work hours after the one before, never after now."""

    def __init__(
        self, *, office: Area, fate: Fate, opened_at: dt.datetime, now: dt.datetime, hours: OfficeHours,
        categories: dict[str, Category], words: Words, rng: random.Random,
    ) -> None:  # fmt: skip
        self.office, self.fate, self.opened_at, self.now, self.hours = office, fate, opened_at, now, hours
        self.categories, self.words, self.rng = categories, words, rng
        self.at = opened_at
        self.reopened = False

    def live(self) -> None:
        """From the first word to where its fate ends."""
        if self.fate.path[:1] == ("twin",):
            self._twins(joined="join" in self.fate.path)
            return
        if self.fate.path == ("refuse",):
            self._refuse()
            return
        self.said = self.words.said(self.categories, channel="visit" if "fix" in self.fate.path else "")
        self.report = self._take_in(self.said)
        for name in self.fate.path:
            self._wait(name)
            getattr(self, f"_{name}")()

    @property
    def item(self) -> Item:
        """As it stands now."""
        return Item.objects.select_related("unit", "handler").get(pk=self.report.pk)

    def _take_in(self, said: Said) -> Report:
        pictures = [sketch(said.kind.scene, done=False, rng=self.rng)] if self.rng.random() < 0.6 else []
        if said.channel == "web":
            return actions.report_publicly(said.told, pictures=pictures, now=self.at)
        return actions.register_report(
            said.told, channel=said.channel, actor=self._person("dispatcher"), pictures=pictures, now=self.at
        )

    def _wait(self, name: str) -> None:
        """Steps that lie close before now are squeezed in, so that nothing happens in the future."""
        moment = self.hours.onwards(self.at, self.rng.uniform(*GAPS[name])) + dt.timedelta(
            seconds=self.rng.randint(5, 600)
        )
        if moment >= self.now:
            moment = self.at + (self.now - self.at) / 3
        self.at = moment

    def _person(self, *usernames: str) -> Person:
        return Person.objects.get(office=self.office, username=self.rng.choice(usernames))

    def _move(self, name: str, actor: Person, **inputs: object) -> None:
        make_move(self.report.pk, name, actor=actor, now=self.at, **inputs)  # type: ignore[arg-type]

    def _hand(self) -> Person:
        """Who works on it: the handler, else the head of the unit."""
        item = self.item
        if item.handler:
            return item.handler
        rows = Membership.objects.filter(unit=item.unit, until__isnull=True).order_by("-is_head", "pk")
        return rows.select_related("person")[0].person

    def _dispatch(self) -> None:
        category = self.categories[self.said.matter.kind]
        unit = category.lead_unit
        if self.said.matter.kind in ("sanitation", "dispute", "estate") and self.rng.random() < 0.5:
            unit = Unit.objects.filter(area=self.said.told.area, kind="community").first() or unit
        actions.sort_report(
            self.report.pk,
            category=category,
            unit=unit,
            actor=self._person("dispatcher", "dispatcher2"),
            now=self.at,
        )

    def _accept(self) -> None:
        self._move("accept", self._hand())
        self._keep_papers()

    def _keep_papers(self) -> None:
        """What the handler hangs on one matter in four; by chance of its own, so that all else stays as it is."""
        rng = random.Random(self.item.number)
        if rng.random() > 0.25:
            return
        for name, data in papers(self.said.kind.scene, day=f"{self.at:%Y-%m-%d}", rng=rng):
            keep_file(data, office=self.office, by=self._hand(), now=self.at, item=self.item, name=name)

    def _submit(self) -> None:
        note = self.rng.choice(CHECKED_AGAIN) if self.reopened else self.said.matter.done
        pictures = [sketch(self.said.kind.scene, done=True, rng=self.rng)] if self.rng.random() < 0.6 else []
        self._move("submit", self._hand(), note=note, public_note=self.said.matter.answer, pictures=pictures)

    def _close(self) -> None:
        answer = self.said.matter.answer
        if self.reopened:
            answer = f"让您多跑了一趟。{self.rng.choice(CHECKED_AGAIN)}{answer}"
        result = "explained" if self.said.matter.kind == "other" else "fixed"
        self._move("check_pass", self._person("checker", "checker2"), result=result, public_note=answer)

    def _fail(self) -> None:
        self._move(
            "check_fail", self._person("checker", "checker2"), note="到现场看了，只做了一半，请接着做完。"
        )

    def _fix(self) -> None:
        clerk = Membership.objects.filter(
            unit__area=self.said.told.area, unit__kind="community", is_head=True, person__isnull=False
        ).first()
        actor = clerk.person if clerk else self._person("dispatcher")
        category = self.categories[self.said.matter.kind]
        dispatcher = self._person("dispatcher")
        actions.correct_category(self.report.pk, category=category, actor=dispatcher, now=self.at)
        picture = sketch(self.said.kind.scene, done=True, rng=self.rng)
        self._move(
            "fix_at_once",
            actor,
            note=self.said.matter.done,
            public_note=self.said.matter.answer,
            pictures=[picture],
        )

    def _close_fixed(self) -> None:
        checker = self._person("checker", "checker2")
        self._move("check_pass", checker, result="fixed_at_once", public_note=self.said.matter.answer)

    def _say(self, verdict: str, comment: str = "") -> None:
        followed = find_followed(token_of(Report.objects.get(pk=self.report.pk)))
        actions.rate(followed, verdict=verdict, comment=comment, now=self.at)

    def _satisfied(self) -> None:
        self._say("satisfied", "办得快，谢谢。" if self.rng.random() < 0.3 else "")

    def _partly(self) -> None:
        self._say("partly", "能用了，就是慢了点。")

    def _unsatisfied(self) -> None:
        self._say("unsatisfied", self.rng.choice(UNHAPPY))
        self.reopened = True

    def _urge(self) -> None:
        side.urge(
            self.report.pk,
            actor=self._person("secretary"),
            text="已经超时，今天说明情况并定出办结日期。",
            now=self.at,
        )

    def _ask(self) -> None:
        clock = Clock.objects.get(item_id=self.report.pk, name="handle", stopped_at__isnull=True)
        more_time.ask_extension(
            clock.pk,
            actor=self._hand(),
            amount=16,
            unit="work_hours",
            reason="配件要从外地调，两天到货。",
            now=self.at,
        )

    def _grant(self) -> None:
        row = Extension.objects.get(clock__item_id=self.report.pk, decision="asked")
        more_time.decide(
            row, actor=self._person("secretary"), grant=True, answer="同意，到货当天装上。", now=self.at
        )

    def _help(self) -> None:
        unit = Unit.objects.filter(area=self.said.told.area, kind="community").first()
        side.ask_help(
            self.report.pk, actor=self._hand(), unit=unit, request="请通知住户，当天留人开门。", now=self.at
        )

    def _outside(self) -> None:
        name = OUTSIDE.get(self.said.matter.kind, "市政养护站")
        unit = Unit.objects.get(office=self.office, name=name)
        side.hand_over(
            self.report.pk,
            actor=self._hand(),
            unit=unit,
            request="属贵单位管养，请安排抢修并回告。",
            now=self.at,
        )

    def _twins(self, *, joined: bool) -> None:
        first, second = (actions.report_publicly(told, now=self.at) for told in self.words.twins())
        if joined:
            actions.merge_report(
                second.pk,
                into=first.pk,
                actor=self._person("dispatcher"),
                note="同一处，同一件事",
                now=self.at,
            )

    def _refuse(self) -> None:
        told, reason, answer = self.words.refused()
        self.report = actions.report_publicly(told, now=self.at)
        self._wait("refuse")
        self._move("refuse", self._person("dispatcher"), note=reason, public_note=answer)
