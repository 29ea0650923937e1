"""Texts of Excel 95 in Chinese code pages, which the cell reader takes for single bytes."""

import struct
from collections.abc import Callable
from pathlib import Path

from gongjian.lib.sheets.ole import code_page

_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949"}
_LATIN = 1252  # each byte becomes one character, and can become a byte again
_BYTES = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(128, 160)} | {
    n: n for n in range(256)
}
_BYTES.pop(0xFFFD, None)


def made_latin(path: Path, target: Path) -> Callable[[str], str] | None:
    """Where the workbook's texts are in a Chinese, Japanese or Korean page, write to `target` a copy that says it is
    Latin, and answer how its texts become what they were; else None, and nothing is written."""
    page = code_page(path)
    if page is None or page.number not in _PAGES:
        return None
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, page.offset, _LATIN)
    target.write_bytes(data)
    encoding = _PAGES[page.number]

    def meant(text: str) -> str:
        try:
            return bytes(_BYTES[ord(char)] for char in text).decode(encoding, "replace")
        except KeyError:
            return text

    return meant
