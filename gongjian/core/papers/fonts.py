"""The fonts of PDFs: a Chinese one must be there, and every rare sign of the text in one of them."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDER = Path(__file__).parent / "fonts"
SYSTEM = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
CHINESE = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")
FALLBACK = ("Noto Sans JP", "Noto Sans CJK JP", "Noto Sans CJK HK")
LIKE = {
    "宋体": ("SimSun", "Noto Serif SC", "Noto Serif CJK SC"),
    "黑体": ("SimHei",),
    "仿宋": ("FangSong", "FangSong_GB2312", "Noto Serif SC", "Noto Serif CJK SC"),
    "楷体": ("KaiTi", "KaiTi_GB2312", "Noto Serif SC", "Noto Serif CJK SC"),
    "宋": ("FZXiaoBiaoSong-B05S", "Noto Serif SC", "Noto Serif CJK SC"),
    "微软雅黑": ("Microsoft YaHei",),
    "等线": ("DengXian",),
}
NOBODYS = "\U0010fffd"


@cache
def families() -> tuple[str, ...]:
    """The families to set text in, the first Chinese one before those for rare signs. Raises Refused when there is no
    Chinese font at all: boxes in place of words would go unseen."""
    known = _known()
    chinese = [name for name in CHINESE if name in known]
    if not chinese:
        raise Refused(
            _(
                "This machine has no Chinese font for PDFs. Run `make env`, or install the package fonts-noto-cjk."
            ),
            code="no_font",
        )
    return (*chinese, *(name for name in FALLBACK if name in known))


def named_families(names: Iterable[str]) -> dict[str, list[str]]:
    """For each family that a form names: itself where this machine has it, else one like it, then the usual ones."""
    found = {}
    for name in names:
        like = next((others for part, others in LIKE.items() if part in name), ())
        own = [one for one in (name, *like) if one in _known()]
        if own:
            found[name] = [*own, *families()]
    return found


@cache
def _known() -> frozenset[str]:
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    return frozenset(fonts.families())


def demand_signs(texts: Iterable[str]) -> None:
    """Raise Refused naming signs that none of the fonts draws."""
    rare = {sign for text in texts for sign in text if _is_rare(sign)}
    missing = sorted(sign for sign in rare if not _is_drawn(sign))
    if missing:
        raise Refused(
            _(
                "No font of this machine draws %(signs)s, so the PDF would show boxes. Make the Word form instead, or "
                "install a font with these signs."
            )
            % {"signs": "、".join(f"“{sign}” (U+{ord(sign):04X})" for sign in missing[:5])},
            code="no_glyph",
        )


def _is_rare(sign: str) -> bool:
    """Ideographs beyond the common ones, and all that lies outside the basic plane."""
    return (0x3400 <= ord(sign) < 0x4E00 or ord(sign) > 0xFFFF) and unicodedata.category(sign) not in (
        "Mn",
        "Cf",
    )


@cache
def _is_drawn(sign: str) -> bool:
    for font in _opened():
        drawn = font.getmask(sign)
        if bytes(drawn) != bytes(font.getmask(NOBODYS)) and drawn.getbbox():
            return True
    return False


@cache
def _opened() -> "list[FreeTypeFont]":
    from PIL import ImageFont  # read when the first sign is looked up

    files = sorted(FOLDER.glob("*.ttf"))
    for folder in SYSTEM:
        files += sorted(folder.rglob("NotoSansCJK-Regular.ttc")) if folder.exists() else []
    return [ImageFont.truetype(str(file), 24) for file in files]
