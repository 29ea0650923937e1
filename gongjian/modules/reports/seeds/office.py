"""Fills the demo office: categories, templates, then one report after the other along its fate."""

import datetime as dt
import random

from django.db import transaction

from gongjian.core.areas.models import Area, Level
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.modules.reports.actions import save_category, save_template
from gongjian.modules.reports.hearing.counting import count_all
from gongjian.modules.reports.hearing.deciding import call_topic
from gongjian.modules.reports.models import AnswerTemplate, Category, HotTopic, Report
from gongjian.modules.reports.seeds.connections import seed_connections
from gongjian.modules.reports.seeds.duties import seed_duties
from gongjian.modules.reports.seeds.fates import FATES, Fate
from gongjian.modules.reports.seeds.from_visits import seed_visits
from gongjian.modules.reports.seeds.lives import Live
from gongjian.modules.reports.seeds.matters import KINDS, TEMPLATES
from gongjian.modules.reports.seeds.neighbours import seed_neighbours
from gongjian.modules.reports.seeds.office_hours import OfficeHours
from gongjian.modules.reports.seeds.own_fields import seed_own_fields
from gongjian.modules.reports.seeds.proof import seed_proof
from gongjian.modules.reports.seeds.rating import seed_rating
from gongjian.modules.reports.seeds.rules import seed_rules
from gongjian.modules.reports.seeds.shown import seed_shown
from gongjian.modules.reports.seeds.words import Words
from gongjian.modules.reports.triage.learning import learn
from gongjian.modules.reports.triage.suggesting import suggest_new


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Make the reports of every office with a demo dispatcher, once: an office with reports is left alone."""
    began = now - dt.timedelta(days=200)
    for office in Area.objects.offices().current().order_by("pk"):
        categories = _categories(office, now=began)
        _templates(office, categories, now=began)
        staffed = Person.objects.filter(office=office, username="dispatcher", is_demo=True).exists()
        if staffed and not Report.objects.filter(office=office).exists():
            _reports(office, categories, now=now, rng=rng)
            seed_own_fields(office, now=now, rng=rng)
            seed_rules(office, categories, now=now)
            seed_rating(office, now=now)
            seed_neighbours(office, categories, now=now)
            seed_duties(office, now=now)
            learn(office, now=now)
        if staffed:
            seed_visits(office, now=now)
            seed_connections(office, now=now)
            seed_proof(office, now=now)
    suggest_new(now)
    count_all(now)
    for topic in HotTopic.objects.filter(office__is_office=True).order_by("-weight")[:1]:
        desk = Person.objects.filter(office=topic.office, username="dispatcher").first()
        if desk is not None and not topic.watched:
            call_topic(topic.pk, name="", watched=True, actor=desk, now=now)
    seed_shown(now)


def _categories(office: Area, *, now: dt.datetime) -> dict[str, Category]:
    known = {row.code: row for row in Category.objects.filter(office=office, until__isnull=True)}
    for order, kind in enumerate(KINDS, start=1):
        if kind.code not in known:
            unit = Unit.objects.filter(office=office, name=kind.unit).first()
            known[kind.code] = save_category(
                office=office, code=kind.code, name=kind.name, hint=kind.hint, lead_unit=unit, order=order * 10,
                actor=None, now=now,
            )  # fmt: skip
    return known


def _templates(office: Area, categories: dict[str, Category], *, now: dt.datetime) -> None:
    for title, code, text in TEMPLATES:
        if not AnswerTemplate.objects.filter(office=office, title=title).exists():
            category = categories.get(code)
            save_template(office=office, title=title, text=text, category=category, actor=None, now=now)


@transaction.atomic
def _reports(office: Area, categories: dict[str, Category], *, now: dt.datetime, rng: random.Random) -> None:
    """Oldest first, so that numbers rise with time as they would have."""
    hours = OfficeHours()
    communities = list(Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("path"))
    words = Words(communities, rng=rng)
    fates = [fate for fate, count in FATES for _ in range(count)]
    lives = [
        Live(office=office, fate=fate, opened_at=_opened(fate, hours, now=now, rng=rng), now=now, hours=hours,
             categories=categories, words=words, rng=rng)
        for fate in fates
    ]  # fmt: skip
    for life in sorted(lives, key=lambda one: one.opened_at):
        life.live()


def _opened(fate: Fate, hours: OfficeHours, *, now: dt.datetime, rng: random.Random) -> dt.datetime:
    moment = hours.back(now, rng.uniform(*fate.hours_ago))
    return moment - dt.timedelta(seconds=rng.randint(1, 800))
