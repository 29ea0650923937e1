"""A resident's photo keeps what it shows and loses where and by what it was taken; a bad file does no harm."""

import struct
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from gongjian.lib.pictures import BadPicture, reencode, thumbnail

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def picture(kind="JPEG", size=(60, 40), mode="RGB", colour="red", **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def with_metadata(*, orientation=1, kind="JPEG") -> bytes:
    """60 by 40, the left half red, the right half blue, with place and camera."""
    image = Image.new("RGB", (60, 40), "blue")
    image.paste("red", (0, 0, 30, 40))
    exif = image.getexif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "Canary-Camera"
    ratio = TiffImagePlugin.IFDRational
    exif[GPS] = {1: "N", 2: (ratio(34), ratio(45), ratio(1)), 3: "E", 4: (ratio(113), ratio(39), ratio(2))}
    out = BytesIO()
    options = {"comment": b"Canary-Comment"} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif, quality=95, **options)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(BytesIO(jpeg))
    image.load()
    return image


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_usual_kind_becomes_a_jpeg_with_its_digest(kind):
    made = reencode(picture(kind))

    image = opened(made.jpeg)
    assert (image.format, image.size, image.mode) == ("JPEG", (60, 40), "RGB")
    assert (made.width, made.height) == (60, 40)
    assert made.sha256 == sha256(made.jpeg).hexdigest()
    red, green, blue = image.getpixel((30, 20))
    assert red > 240
    assert green < 15
    assert blue < 15


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_gone(kind):
    data = with_metadata(kind=kind)
    sent = Image.open(BytesIO(data)).getexif()
    assert sent[MAKE] == "Canary-Camera"
    assert sent.get_ifd(GPS)

    made = reencode(data + b"Canary-Tail")

    image = opened(made.jpeg)
    assert dict(image.getexif()) == {}
    assert not image.getexif().get_ifd(GPS)
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert b"Canary" not in made.jpeg
    assert b"Exif" not in made.jpeg


def test_a_photo_taken_on_its_side_stands_upright():
    made = reencode(with_metadata(orientation=6))

    image = opened(made.jpeg)
    assert image.size == (40, 60)
    top, bottom = image.getpixel((20, 5)), image.getpixel((20, 55))
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    made = reencode(picture(size=(3000, 1500)), max_side=1000)

    assert (made.width, made.height) == (1000, 500)
    assert (thumbnail(picture(size=(300, 900)), side=90).width, thumbnail(picture(), side=90).width) == (
        30,
        60,
    )


def test_what_was_transparent_becomes_white():
    clear = picture("PNG", mode="RGBA", colour=(255, 0, 0, 0))

    assert min(opened(reencode(clear).jpeg).getpixel((5, 5))) > 250


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("CMYK", "JPEG")]
)
def test_other_colour_models_are_read(mode, kind):
    assert reencode(picture(kind, mode=mode, colour=None)).width == 60


def test_sixteen_bit_grey_keeps_its_shade():
    grey = picture("PNG", mode="I;16", colour=128 * 256)

    assert opened(reencode(grey).jpeg).getpixel((5, 5))[0] == pytest.approx(128, abs=2)


def test_the_first_frame_of_a_moving_picture_is_taken():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("lime", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    assert opened(reencode(out.getvalue()).jpeg).getpixel((5, 5))[1] > 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "wrong_type"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\xff\xd8\xff\xe0nothing", "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"GIF89a", "broken"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "broken"),
        (picture()[:200], "broken"),
        (picture(size=(600, 400), kind="PNG")[:-200], "broken"),
        (picture("BMP"), "wrong_type"),
        (picture("TIFF"), "wrong_type"),
        (bomb(8_000, 9_000), "too_many_pixels"),
        (bomb(12_000, 12_000), "too_many_pixels"),
        (bomb(100_000, 100_000), "too_many_pixels"),
        (bomb(100, 100), "broken"),
    ],
    ids=range(17),
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bad_file_is_refused_with_a_reason(data, code):
    with pytest.raises(BadPicture) as caught:
        reencode(data)

    assert caught.value.code == code
    assert str(caught.value).endswith((".", ")."))
    assert "{" not in str(caught.value)


def test_limits_are_the_caller_s():
    with pytest.raises(BadPicture, match="larger than 1 MB"):
        reencode(b"\xff\xd8\xff" + b"0" * 1_100_000, max_bytes=1_048_576)
    with pytest.raises(BadPicture, match="million pixels"):
        reencode(picture(), max_pixels=2_000)


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(data, kind):
    sent = bytearray(with_metadata(kind=kind) if kind != "GIF" else picture("GIF"))
    for _ in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))

    try:
        made = reencode(bytes(sent))
    except BadPicture:
        return
    assert made.width * made.height > 0
    assert b"Canary" not in made.jpeg
