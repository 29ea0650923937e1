"""The letters, fields and pictures of a Word paragraph, in order."""

import io
from collections.abc import Iterator
from typing import Any

from gongjian.lib.typeset.word_looks import Said, Styles, attribute, number
from gongjian.lib.xlsx.package import Parts, Relation
from gongjian.lib.xlsx.xml import Element, local

EMU = 1 / 12_700
KINDS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif"}
MOST_DOTS = 40_000_000
FIELDS = {"PAGE": "page", "NUMPAGES": "pages", "SECTIONPAGES": "pages"}
INSIDE = (
    "hyperlink",
    "smartTag",
    "sdt",
    "sdtContent",
    "ins",
    "moveTo",
    "fldSimple",
    "AlternateContent",
    "Choice",
    "r",
)
SIGNS = {"noBreakHyphen": "‑", "softHyphen": "", "cr": "\n", "tab": "\t"}


class Runs:
    """Reads the paragraphs of one part. `pictures` and `lost` grow as it reads."""

    def __init__(
        self, parts: Parts, part: str, styles: Styles, pictures: dict[str, bytes], lost: set[str]
    ) -> None:
        self.parts, self.styles, self.pictures, self.lost = parts, styles, pictures, lost
        self.links: dict[str, Relation] = {one.id: one for one in parts.relations(part)}
        self.field: list[str] | None = None
        self.skipping = False

    def of(self, paragraph: Element, base: Said) -> list[dict[str, Any]]:
        """Runs as the templates read them; `{"cut": True}` stands for a page break."""
        self.field, self.skipping = None, False
        return list(self._inside(paragraph, base))

    def _inside(self, element: Element, base: Said) -> Iterator[dict[str, Any]]:
        for one in element:
            name = local(one)
            if name == "fldSimple" and (kind := _field_kind(attribute(one, "instr"))):
                yield {**_plain(base), "field": kind}
            elif name in ("oMath", "oMathPara"):
                self.lost.add("equations")
            elif name == "r":
                yield from self._run(one, self.styles.run(one, base))
            elif name in INSIDE:
                yield from self._inside(one, base)

    def _run(self, run: Element, look: Said) -> Iterator[dict[str, Any]]:
        if look.get("hidden"):
            return
        if look.get("marked"):
            self.lost.add("marked")
        for one in run:
            name = local(one)
            if name == "fldChar":
                yield from self._turn(attribute(one, "fldCharType"), look)
            elif name == "instrText" and self.field is not None:
                self.field.append(one.text or "")
            elif not self.skipping:
                yield from self._piece(one, name, look)

    def _turn(self, kind: str, look: Said) -> Iterator[dict[str, Any]]:
        """A field begins, turns to its result, or ends. Page numbers are ours, other results stay as they are."""
        if kind == "begin":
            self.field = []
            return
        known = _field_kind("".join(self.field or []))
        if kind == "separate" and known:
            self.skipping = True
        elif kind == "end":
            if known:
                yield {**_plain(look), "field": known}
            self.field, self.skipping = None, False

    def _piece(self, one: Element, name: str, look: Said) -> Iterator[dict[str, Any]]:
        if name == "t":
            if one.text:
                yield {**_plain(look), "t": one.text}
        elif name == "br":
            cut = attribute(one, "type") in ("page", "column")
            yield {"cut": True} if cut else {**_plain(look), "t": "\n"}
        elif name in SIGNS:
            yield {**_plain(look), "t": SIGNS[name]}
        elif name in ("drawing", "AlternateContent", "pict", "object"):
            yield from self._drawn(one, name)
        elif name in ("footnoteReference", "endnoteReference"):
            self.lost.add("footnotes")
        elif name == "sym":
            self.lost.add("symbols")

    def _drawn(self, element: Element, name: str) -> Iterator[dict[str, Any]]:
        if next(element.iter("{*}txbxContent"), None) is not None:
            self.lost.add("boxes")
            return
        blip, extent = next(element.iter("{*}blip"), None), next(element.iter("{*}extent"), None)
        link = self.links.get(attribute(blip, "embed")) if blip is not None else None
        made = None if link is None or link.outside or extent is None else self._picture(link.target)
        if made is None:
            self.lost.add("pictures" if blip is not None or name == "pict" else "shapes")
            return
        wide, high = (max(number(attribute(extent, side), 0) * EMU, 1) for side in ("cx", "cy"))
        yield {"image": made, "width": wide, "height": high}

    def _picture(self, part: str) -> str | None:
        """The picture's name, once it is known to be one."""
        from PIL import Image  # read when the first letter with a picture is set

        if not self.parts.has(part):
            return None
        data = self.parts.read(part)
        try:
            with Image.open(io.BytesIO(data)) as image:
                kind, dots = image.format or "", image.width * image.height
                if kind not in KINDS or dots > MOST_DOTS:
                    return None
                image.load()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        name = next((name for name, held in self.pictures.items() if held == data), "")
        name = name or f"picture{len(self.pictures)}.{KINDS[kind]}"
        self.pictures[name] = data
        return name


def _plain(look: Said) -> dict[str, Any]:
    found = {"size": look.get("size", 10.5)}
    for name in ("bold", "italic", "under", "struck", "raised", "colour", "family"):
        if look.get(name):
            found[name] = look[name]
    return found


def _field_kind(instruction: str) -> str:
    words = instruction.split()
    return FIELDS.get(words[0].upper(), "") if words else ""
