"""Sums of money as people write them, in whole fen: 1,234.5 · １２３４．５０元 · 3万 · ¥80."""

import re
import unicodedata
from decimal import Decimal

FEN, WAN = 100, 10_000
MOST = 10**14
_SUM = re.compile(r"[¥￥]?(-?\d{1,3}(?:,\d{3})+|-?\d+)(\.\d+)?(万元|万|元)?")


def fen_of(text: str) -> int:
    """The sum in fen. Raises ValueError for what is no sum, for parts of a fen, and beyond a thousand billion yuan."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",").replace("。", ".")
    found = _SUM.fullmatch(plain)
    if found is None:
        raise ValueError("no sum of money")
    whole, rest, unit = found.groups()
    number = Decimal(whole.replace(",", "") + (rest or ""))
    fen = number * FEN * (WAN if unit and unit.startswith("万") else 1)
    if fen != fen.to_integral_value() or abs(fen) > MOST:
        raise ValueError("not a whole number of fen")
    return int(fen)


def yuan_text(fen: int) -> str:
    """1234567 as 12,345.67; whole yuan without decimals."""
    sign, rest = ("-" if fen < 0 else ""), abs(fen)
    cents = f".{rest % FEN:02}" if rest % FEN else ""
    return f"{sign}{rest // FEN:,}{cents}"
