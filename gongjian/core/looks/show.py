"""What the list's page shows of its looks: the switch, and the map, board or chart in place of the table."""

from typing import Any

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse

from gongjian.core.ledgers.filters import AreaFilter
from gongjian.core.ledgers.question import Question
from gongjian.core.ledgers.shapes import Tab
from gongjian.core.ledgers.show import address
from gongjian.core.looks.board import board_of
from gongjian.core.looks.chart import chart_of
from gongjian.core.looks.look import POINTS, TABLE, item_of, looks_of
from gongjian.core.looks.places import SIGNS, areas_and_places, points_of, without_place

OWN = ("look", "by", "time", "bucket", "box")


def switch_of(question: Question, current: str) -> list[Tab]:
    """The switch between the looks, each with the filters as they are."""
    return [
        Tab(
            look.label,
            address(question.given, drop=OWN) if look.name == TABLE
            else address(question.given, drop=OWN, look=look.name),
            look.name == current,
            look.icon,
        )
        for look in looks_of(question.ledger)
    ]  # fmt: skip


def looked_at(question: Question, look: str) -> dict[str, Any]:
    """The context of `looks/<look>.html`."""
    return {"map": _map, "board": _board, "chart": _chart}[look](question)


def points_answer(question: Question) -> JsonResponse:
    """The places of the rows, as GeoJSON."""
    return JsonResponse(points_of(question), content_type="application/geo+json")


def _map(question: Question) -> dict[str, Any]:
    ledger, part = question.ledger, area_filter(question)
    assert part is not None, f"the list {ledger.slug} has a map but no filter by area"
    areas, placed = areas_and_places(question, part)
    missing = without_place(question) if placed.without else []
    return {
        "placed": placed, "signs": SIGNS, "tiles": settings.MAP_TILES,
        "points_url": address(question.given, drop=("view",), look=POINTS),
        "outline_url": reverse("areas_public:outline", args=[placed.office_id]) if placed.office_id else "",
        "areas": [
            (one, address(question.given, drop=("view",), area=one.key) if one.key else "") for one in areas
        ],
        "missing": [(item_of(ledger, row), ledger.row_url(row) if ledger.row_url else "") for row in missing],
    }  # fmt: skip


def area_filter(question: Question) -> AreaFilter | None:
    """The list's own filter by area."""
    return next((part for part in question.ledger.filters if isinstance(part, AreaFilter)), None)


def _board(question: Question) -> dict[str, Any]:
    return {"phases": board_of(question)}


def _chart(question: Question) -> dict[str, Any]:
    return {"chart": chart_of(question)}
