"""What a picture's file says of itself is read where it is sound, and is nothing where it is not."""

import datetime as dt
import io

import pytest
from PIL import ExifTags, Image

from gongjian.lib.pictures import reencode
from gongjian.lib.told import SILENT, coarse, metres_between, told_in

GPS = ExifTags.GPS


def picture(*, taken: object = None, zone: object = None, gps: dict[int, object] | None = None) -> bytes:
    image, exif = Image.new("RGB", (40, 30), "grey"), Image.Exif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    if taken is not None:
        inner[ExifTags.Base.DateTimeOriginal] = taken
    if zone is not None:
        inner[ExifTags.Base.OffsetTimeOriginal] = zone
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def spot(lat: tuple[float, ...], lon: tuple[float, ...], *, south: bool = False) -> dict[int, object]:
    return {
        GPS.GPSLatitudeRef: "S" if south else "N", GPS.GPSLatitude: lat, GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: lon,
    }  # fmt: skip


def told(data: bytes):
    with Image.open(io.BytesIO(data)) as image:
        return told_in(image)


def test_time_and_place_are_read() -> None:
    found = told(picture(taken="2026:03:05 09:10:11", gps=spot((34.0, 46.0, 12.0), (113.0, 40.0, 48.0))))
    assert found.taken == dt.datetime(2026, 3, 5, 9, 10, 11)
    assert (found.lat, found.lon) == (pytest.approx(34.77), pytest.approx(113.68))


def test_a_zone_that_is_told_counts_and_the_south_is_south() -> None:
    found = told(
        picture(taken="2026:03:05 09:10:11", zone="+08:00", gps=spot((1, 0, 0), (2, 0, 0), south=True))
    )
    assert found.taken is not None
    assert found.taken.utcoffset() == dt.timedelta(hours=8)
    assert found.lat == -1


@pytest.mark.parametrize(
    "taken", ["", "0000:00:00 00:00:00", "2026:13:40 09:00:00", "yesterday", "2026-03-05 09:10:11"]
)
def test_a_time_that_is_none_is_none(taken: str) -> None:
    assert told(picture(taken=taken)).taken is None


@pytest.mark.parametrize(
    "gps", [spot((91, 0, 0), (113, 0, 0)), spot((0, 0, 0), (0, 0, 0)), spot((34, 0), (113, 0, 0)), {GPS.GPSLatitude: (34, 0, 0)}]
)  # fmt: skip
def test_a_place_that_is_none_is_none(gps: dict[int, object]) -> None:
    assert told(picture(gps=gps))[1:] == (None, None)


def test_a_picture_without_a_word_is_silent() -> None:
    assert told(picture()) == SILENT
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    assert told(out.getvalue()) == SILENT


def test_what_is_kept_of_the_picture_holds_nothing_of_it() -> None:
    kept = reencode(picture(taken="2026:03:05 09:10:11", gps=spot((34, 46, 12), (113, 40, 48))))
    assert kept.told.taken is not None
    assert b"2026:03:05" not in kept.jpeg
    assert told(kept.jpeg) == SILENT


def test_distances_are_those_of_the_ground() -> None:
    assert metres_between(34.77, 113.68, 34.77, 113.68) == 0
    assert metres_between(34.0, 113.0, 35.0, 113.0) == pytest.approx(111_195, abs=10)
    assert metres_between(0, 179.9, 0, -179.9) == pytest.approx(22_239, abs=10)
    assert metres_between(0, 0, 0, 180) == pytest.approx(20_015_087, abs=10)


@pytest.mark.parametrize(
    ("metres", "said"), [(0, 0), (4, 0), (33, 30), (99, 100), (130, 150), (4_449, 4_400), (15_400, 15_000)]
)
def test_distances_are_told_roughly(metres: float, said: int) -> None:
    assert coarse(metres) == said
