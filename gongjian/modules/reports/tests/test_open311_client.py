"""A client of other hands, the package `georeport`, speaks with the running product."""

from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from gongjian.modules.reports.models import Report
from gongjian.modules.reports.tests.open311 import CODE, HOME, city_of, sorted_report

georeport = pytest.importorskip("georeport", reason="the package georeport is not installed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_of_other_hands_reads_and_sends(cast, limits, live_server, form):
    city = city_of(cast)
    published = sorted_report(cast)
    base = f"{live_server.url}/report/open311/v2"
    client = georeport.GeoReport(base, jurisdiction=CODE, api_key=city.text, output_format=form)
    assert {row["service_code"] for row in client.get_service_list()} == {"lighting", "roads"}
    assert client.get_service_definition("roads")["service_code"] == "roads"
    told = client.get_service_request(published.item.number)
    [row] = told if isinstance(told, list) else [told]
    assert row["status"] == "open" and row["service_name"] == "道路"
    listed = client.get_service_requests(service_code="roads", status="open,closed")
    assert published.item.number in str(listed)
    assert Report.objects.filter(channel="open311").count() == 0
    number = send(f"{base}/requests.{form}", city.text)
    assert Report.objects.select_related("item").get(channel="open311").item.number in number


def send(url: str, key: str) -> str:
    """The package only reads; what is sent goes by the standard library."""
    given = {
        "jurisdiction_id": CODE, "api_key": key, "service_code": "lighting", "lat": HOME[0], "long": HOME[1],
        "description": "路灯不亮",
    }  # fmt: skip
    with urlopen(url, urlencode(given).encode(), timeout=20) as answer:
        assert answer.headers.get_content_charset() == "utf-8"
        told: str = answer.read().decode()
    return told
