"""Pictures drawn anew by Pillow, which is read when the first picture comes: most processes that answer pages draw none."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from gongjian.lib.pictures import BadPicture, Picture, too_many
from gongjian.lib.told import told_in

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_READ_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
    AttributeError,
    MemoryError,
    struct.error,
)


def redraw(data: bytes, *, max_pixels: int, max_side: int, quality: int) -> Picture:
    """As `pictures.reencode`, of data whose kind and length are checked already."""
    with _refusing(max_pixels), Image.open(BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > max_pixels:
            raise too_many(max_pixels)
        opened.draft("RGB", (max_side, max_side))
        opened.load()
        told = told_in(opened)
        return _write(_flat(_upright(opened)), max_side, quality)._replace(told=told)


@contextmanager
def _refusing(max_pixels: int) -> Iterator[None]:
    """Whatever a decoder says about a hostile file becomes a refusal."""
    try:
        yield
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many(max_pixels) from None
    except UnidentifiedImageError:
        raise BadPicture("broken") from None
    except _READ_ERRORS:
        raise BadPicture("broken") from None


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; orientation that cannot be read is taken for upright."""
    try:
        return ImageOps.exif_transpose(image)
    except _READ_ERRORS:
        return image


def _flat(image: Image.Image) -> Image.Image:
    """In three colours, on white where it was transparent."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _write(image: Image.Image, max_side: int, quality: int) -> Picture:
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    jpeg = out.getvalue()
    return Picture(jpeg, bare.width, bare.height, sha256(jpeg).hexdigest())
