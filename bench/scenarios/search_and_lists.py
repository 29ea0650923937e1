"""A search over everything and the pages of a list, for the reader of a whole office and of one grid, beside `LIKE`."""

from django.db.models import Q
from django.http import QueryDict

from bench.data import office
from bench.fill import fill_many
from bench.scenario import Bench, moment
from gongjian.core.items.models import Item
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.question import read_question
from gongjian.core.people.access import Access, access_of
from gongjian.core.search.finding import find
from gongjian.modules.reports.ledgers import REPORTS

NAIVE = "LIKE over the texts: 路灯"
WORDS = (
    ("one character", "路"),
    ("a word", "路灯"),
    ("two words", "路灯 社区"),
    ("nothing", "䶮䶮"),
    ("a number", "2603"),
)
PAGES = (
    "",
    "sort=opened",
    "sort=due",
    "sort=-closed",
    "sort=number",
    "sort=unit",
    "sort=-unit",
    "sort=handler",
    "sort=category",
    "sort=state",
    "sort=area",
    "state=checking",
    "view=late",
    "channel=web",
    "q=路灯",
)


def run(bench: Bench) -> None:
    """Each question's first page, then the page behind it."""
    cast, person = office()
    fill_many(cast, bench.rows, now=moment())
    today = moment().date()
    readers = {"office": access_of(person, today=today), "grid": access_of(cast.grid_worker, today=today)}
    _naive(bench, readers["office"])
    for who, access in readers.items():
        for what, q in WORDS:
            bench.sample(f"search, {who}: {what}", lambda a=access, q=q: find(a, q), against=NAIVE)
            if later := find(access, q).next:
                bench.sample(
                    f"search, {who}: {what}, later",
                    lambda a=access, q=q, c=later: find(a, q, cursor=c),
                    against=NAIVE,
                )
        for given in PAGES:
            bench.sample(f"list, {who}: {given or 'newest'}", lambda a=access, g=given: _page(a, g), times=10)


def _naive(bench: Bench, access: Access) -> None:
    held = Q(title__icontains="路灯") | Q(report__body__icontains="路灯")
    rows = Item.objects.visible_to(access).filter(held).order_by("-opened_at", "-pk")
    bench.sample(NAIVE, lambda: list(rows[:31]), times=10)


def _page(access: Access, given: str) -> None:
    question = read_question(REPORTS, QueryDict(given), Asked(access, REPORTS.permission, moment()))
    ordered, path = REPORTS.sorted_by(question.sort, question.rows())
    count, reach = question.count(ordered), question.reach()
    page_of(ordered, sort=question.sort, path=path, size=question.page_size, count=count, reach=reach)
