"""Numbers and signs of the lists in a Word document."""

from collections import Counter

from gongjian.lib.typeset.word_looks import Said, attribute, number, paragraph_of, told
from gongjian.lib.xlsx.package import Parts
from gongjian.lib.xlsx.xml import Element, child, every

CHINESE = [
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
]
KNOWN = (
    *CHINESE,
    "decimal",
    "decimalZero",
    "lowerLetter",
    "upperLetter",
    "decimalEnclosedCircle",
    "bullet",
    "none",
)
DIGITS = "〇一二三四五六七八九"


class Lists:
    """Counts the paragraphs of every list. `strange`: a kind of number was asked for that is not known here."""

    def __init__(self, parts: Parts) -> None:
        self.levels: dict[str, dict[int, Element]] = {}
        self.counts: dict[str, Counter[int]] = {}
        self.strange = False
        for one in parts.relations(parts.main_part):
            if one.kind == "numbering" and parts.has(one.target):
                self._read(parts.tree(one.target))

    def next(self, name: str, level: int) -> tuple[str, Said]:
        """What stands before the next paragraph of the list, and its indents."""
        levels = self.levels.get(name, {})
        if level not in levels:
            return "", {}
        counts = self.counts.setdefault(name, Counter())
        begun = number(told(child(levels[level], "start")), 1)
        counts[level] = counts[level] + 1 if level in counts else int(begun)
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        kind = told(child(levels[level], "numFmt"))
        self.strange = self.strange or kind not in KNOWN
        text = told(child(levels[level], "lvlText"))
        if kind == "bullet":
            text = text if text and ord(text[0]) < 0xE000 else "•"
        for place in range(level + 1):
            if f"%{place + 1}" in text:
                kind = told(child(levels[place], "numFmt")) if place in levels else "decimal"
                text = text.replace(f"%{place + 1}", written(counts.get(place, 1), kind))
        return text, paragraph_of(child(levels[level], "pPr"))

    def _read(self, root: Element) -> None:
        kinds = {attribute(one, "abstractNumId"): one for one in every(root, "abstractNum")}
        for one in every(root, "num"):
            kind = kinds.get(told(child(one, "abstractNumId")))
            if kind is not None:
                held = {int(number(attribute(level, "ilvl"), 0)): level for level in every(kind, "lvl")}
                self.levels[attribute(one, "numId")] = held


def written(count: int, kind: str) -> str:
    """A number as its kind writes it."""
    if kind in CHINESE:
        tens, ones = divmod(count, 10)
        if count > 99:
            return "".join(DIGITS[int(sign)] for sign in str(count))
        ten = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
        return ten + (DIGITS[ones] if ones or not tens else "")
    if kind == "decimalEnclosedCircle" and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    if kind in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr((97 if kind == "lowerLetter" else 65) + count - 1)
    return f"{count:02}" if kind == "decimalZero" else "" if kind == "none" else str(count)
