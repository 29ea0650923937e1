"""Sketches that stand for photographs in the demo: a few lines each, plainly marked as invented."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

SIZE = (800, 600)
PAPER, INK, SOFT, GOOD = (244, 241, 236), (70, 64, 58), (186, 178, 168), (31, 107, 58)
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
Pen = ImageDraw.ImageDraw


def sketch(scene: str, *, done: bool, rng: random.Random) -> bytes:
    """A JPEG of the scene, as it was or as it is after the work."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.line([(0, 430), (800, 430 + rng.randint(-12, 12))], fill=SOFT, width=5)
    SCENES[scene](pen, done, rng)
    if done:
        pen.line([(650, 90), (680, 125), (740, 50)], fill=GOOD, width=14)
    _mark(pen)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _mark(pen: Pen) -> None:
    for path in FONTS:
        try:
            pen.text((24, 540), "演示图片", font=ImageFont.truetype(path, 34), fill=INK)
            return
        except OSError:
            continue
    pen.text((24, 550), "DEMO", font=ImageFont.load_default(30), fill=INK)


def _manhole(pen: Pen, done: bool, rng: random.Random) -> None:
    pen.ellipse([250, 330, 550, 470], outline=INK, width=8, fill=SOFT if done else PAPER)
    for x in range(290, 520, 46):
        pen.line([(x, 350), (x, 450)], fill=INK, width=4)
    if not done:
        pen.polygon([(470, 350), (550, 390), (500, 440), (440, 410)], fill=INK)


def _lamp(pen: Pen, done: bool, rng: random.Random) -> None:
    pen.line([(400, 500), (400, 150), (520, 130)], fill=INK, width=10)
    pen.ellipse([500, 110, 570, 160], outline=INK, width=6, fill=(250, 214, 110) if done else PAPER)
    if done:
        for x in (480, 535, 590):
            pen.line([(535, 170), (x, 260)], fill=(225, 180, 70), width=5)


def _rubbish(pen: Pen, done: bool, rng: random.Random) -> None:
    pen.rectangle([300, 260, 460, 440], outline=INK, width=8)
    pen.line([(290, 260), (470, 260)], fill=INK, width=10)
    for _ in range(0 if done else 14):
        x, y = rng.randint(200, 620), rng.randint(420, 500)
        pen.ellipse([x, y, x + rng.randint(24, 60), y + rng.randint(18, 40)], fill=SOFT, outline=INK, width=3)


def _water(pen: Pen, done: bool, rng: random.Random) -> None:
    pen.rectangle([340, 200, 420, 430], outline=INK, width=8)
    for y in range(0 if done else 4):
        points = [(120 + x * 40, 460 + y * 24 + (10 if x % 2 else 0)) for x in range(15)]
        pen.line(points, fill=(80, 120, 160), width=6)


def _tree(pen: Pen, done: bool, rng: random.Random) -> None:
    lean = 0 if done else 90
    pen.line([(400, 500), (400 + lean, 250)], fill=INK, width=20)
    for _ in range(9):
        x, y = rng.randint(280, 480) + lean, rng.randint(120, 260)
        pen.ellipse([x, y, x + 90, y + 70], outline=(60, 110, 70), width=6)


def _stall(pen: Pen, done: bool, rng: random.Random) -> None:
    for x in () if done else (160, 360, 560):
        pen.polygon([(x, 260), (x + 140, 260), (x + 160, 310), (x - 20, 310)], outline=INK, width=6)
        pen.rectangle([x, 360, x + 140, 440], outline=INK, width=6)
    pen.line([(60, 480), (740, 480)], fill=SOFT, width=4)


def _car(pen: Pen, done: bool, rng: random.Random) -> None:
    for x in (120,) if done else (120, 420):
        pen.polygon([(x, 400), (x + 50, 330), (x + 170, 330), (x + 220, 400)], outline=INK, width=6)
        pen.rectangle([x - 20, 400, x + 250, 450], outline=INK, width=6)
        for wheel in (x + 20, x + 170):
            pen.ellipse([wheel, 430, wheel + 50, 480], fill=INK)


def _noise(pen: Pen, done: bool, rng: random.Random) -> None:
    pen.polygon(
        [(260, 280), (330, 280), (410, 210), (410, 430), (330, 360), (260, 360)], outline=INK, width=8
    )
    for radius in () if done else (60, 110, 160):
        pen.arc([430 - radius, 320 - radius, 430 + radius, 320 + radius], -45, 45, fill=INK, width=7)


def _wire(pen: Pen, done: bool, rng: random.Random) -> None:
    for x in (150, 650):
        pen.line([(x, 500), (x, 140)], fill=INK, width=12)
    sag = 20 if done else 230
    pen.line([(150, 160), (400, 160 + sag), (650, 160)], fill=INK, width=6, joint="curve")


def _house(pen: Pen, done: bool, rng: random.Random) -> None:
    pen.rectangle([240, 180, 560, 480], outline=INK, width=8)
    pen.line([(220, 180), (400, 80), (580, 180)], fill=INK, width=8)
    for x in (280, 380, 480):
        for y in (220, 320):
            pen.rectangle([x, y, x + 50, y + 60], outline=INK, width=5)
    if not done:
        pen.line([(520, 200), (480, 280), (530, 330), (490, 420)], fill=(160, 60, 50), width=7)


def _ramp(pen: Pen, done: bool, rng: random.Random) -> None:
    if done:
        pen.polygon([(160, 480), (620, 300), (620, 480)], outline=INK, width=8)
        pen.line([(180, 400), (600, 230)], fill=INK, width=6)
    else:
        pen.line(
            [(160, 480), (160, 430), (310, 430), (310, 370), (460, 370), (460, 310), (620, 310)],
            fill=INK,
            width=8,
        )


SCENES: dict[str, Callable[[Pen, bool, random.Random], None]] = {
    "manhole": _manhole, "lamp": _lamp, "rubbish": _rubbish, "water": _water, "tree": _tree, "stall": _stall,
    "car": _car, "noise": _noise, "wire": _wire, "house": _house, "ramp": _ramp,
}  # fmt: skip
