"""A city's real requests by a saved mapping: the product's own verdict on each date is the city's."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from django.db.models import Q
from django.utils import timezone, translation

from gongjian.cli.command import run
from gongjian.core.intake.mapping import from_json
from gongjian.core.items.models import Clock
from gongjian.core.ledgers.items import light_conditions
from gongjian.core.measures.registry import value_of
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.tests.books import brought, counts, reasons

pytestmark = pytest.mark.django_db
MAPPING = Path(__file__).parent / "boston.json"
JUNE = timezone.make_aware(dt.datetime(2022, 6, 1))


def bring(cast, path: Path):
    return brought(path, cast.office, columns=from_json(MAPPING.read_bytes(), ledger="reports"))


def lit(light: str) -> set[str]:
    """Numbers of the reports that the ledger's filter by the clock shows on the first of June."""
    condition: Q = light_conditions("item__")[light](JUNE)
    return set(Report.objects.filter(condition).values_list("external_id", flat=True))


def said_by_the_city(path: Path) -> dict[str, set[str]]:
    """What its own columns say, by the names of our lights."""
    found: dict[str, set[str]] = {"late": set(), "kept": set(), "kept_late": set(), "free": set()}
    for row in csv.DictReader(path.read_text().splitlines()):
        closed, late = row["case_status"] == "Closed", row["ontime"] == "OVERDUE"
        ended = ("kept_late" if late else "kept") if closed else "late"
        light = ended if row["target_dt"] else "free"
        assert late or light != "late"
        found[light].add(row["case_enquiry_id"])
    return found


@pytest.mark.parametrize("name", ["boston311-100.csv", "boston311-dmy-100.csv"])
def test_the_clocks_say_of_every_request_what_the_city_says(cast, test_data, name):
    assert counts(bring(cast, test_data / "requests311" / name)) == {
        "new": 100,
        "changed": 0,
        "same": 0,
        "bad": 0,
    }
    city = said_by_the_city(test_data / "requests311/boston311-100.csv")
    assert {light: lit(light) for light in city} == city
    assert [len(city[light]) for light in ("kept", "kept_late", "late", "free")] == [72, 5, 12, 11]
    answer = value_of("reports.on_time_rate", now=JUNE)
    assert (answer.numerator, answer.denominator, answer.value) == (72, 89, 80.9)
    assert Clock.objects.filter(name="due").count() == 89


def test_as_of_an_earlier_day_less_had_come_in_and_less_was_closed(cast, test_data):
    path = test_data / "requests311/boston311-100.csv"
    bring(cast, path)
    day = timezone.make_aware(dt.datetime(2022, 1, 20))
    due = on_time = 0
    for row in csv.DictReader(path.read_text().splitlines()):
        opened, target, closed = (
            timezone.make_aware(dt.datetime.fromisoformat(row[f"{name}_dt"])) if row[f"{name}_dt"] else None
            for name in ("open", "target", "closed")
        )
        if target is None or opened > day:
            continue
        was_closed = closed is not None and closed <= day
        due += was_closed or target <= day
        on_time += was_closed and closed <= target
    answer = value_of("reports.on_time_rate", now=day)
    assert 0 < answer.denominator < 89 and (answer.numerator, answer.denominator) == (on_time, due)


def test_the_malformed_file_is_explained_by_its_line_and_the_rest_comes_in(cast, test_data):
    batch = bring(cast, test_data / "requests311/boston311-100-bad.tsv")
    assert counts(batch) == {"new": 99, "changed": 0, "same": 0, "bad": 1}
    [(row, words)] = reasons(batch).items()
    assert row == 41 and "30" in words and "29" in words


def test_a_day_with_an_hour_in_another_order_is_not_guessed_row_by_row(cast, test_data):
    """The second file gives the same moments as the first: 04/02/2022 is the fourth of February throughout."""
    bring(cast, test_data / "requests311/boston311-100.csv")
    batch = bring(cast, test_data / "requests311/boston311-dmy-100.csv")
    assert counts(batch) == {"new": 0, "changed": 0, "same": 100, "bad": 0}


def test_somebody_at_the_console_brings_the_file_in_and_asks_for_the_verdict(cast, test_data, capsys):
    path = str(test_data / "requests311/boston311-100.csv")
    with translation.override("en"):
        assert run(["import", "reports", path, "--mapping", str(MAPPING), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["new"], said["bad"]) == (100, 0)
        assert run(["measure", "reports.on_time_rate", "--at", "2022-06-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["value"], told["numerator"], told["denominator"]) == (80.9, 72, 89)
