"""Names of persons in a running text: with a title, announced by a word, in a list, as a signature, or as the word cutter
sees them."""

import re
from collections.abc import Iterator

from gongjian.lib.masks.cut_names import named_by_cutter
from gongjian.lib.masks.name_sense import HANS, glued, good, is_word
from gongjian.lib.masks.names import COMPOUND, SURNAMES
from gongjian.lib.masks.person_words import (
    AMBIGUOUS,
    ANNOUNCING,
    FOLLOWING,
    FUNCTION,
    PLACE_ENDS,
    PLACE_NEXT,
    ROLES,
    TITLES,
)

Span = tuple[int, int]
_HAN = r"\u4e00-\u9fff"
_SURNAME = rf"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURNAMES))}])"
_TITLED = re.compile(
    rf"(?P<it>{_SURNAME}[{_HAN}]{{0,2}}?)(?={TITLES})|(?<![老百])(?P<only>{_SURNAME})(?=姓[男女、，领老])"
)
_ANNOUNCED = re.compile(rf"(?:{ANNOUNCING})[是为叫]?[：:\s]{{0,4}}(?P<it>[{_HAN}]{{2,4}})")
_IN_ROLE = re.compile(
    rf"(?:{ROLES})[是为：:“\"\s（(]{{0,4}}(?P<it>{_SURNAME}[{_HAN}]{{1,2}}?)(?={FOLLOWING})"
)
_SIGNED = re.compile(
    rf"(?:[。！!？?”\"；;\s*]|^)\s*(?P<it>{_SURNAME}[{_HAN}]{{1,2}})(?=\s*(?:$|电话|手机|\*|[（(\n]|[0-9]{{4}}[年./-]))"
)
_VEILED = re.compile(
    rf"(?P<it>{_SURNAME}(?:某某|某[{_HAN}]?|[*＊]{{1,2}}(?![*＊])|[xX×]{{1,2}}(?![A-Za-z0-9])|"
    r"(?:[bpmfdtnlgkhjqxrzcsyw]{0,2}[aeiou]{1,3}(?:ng|n|r)?){1,2}(?![A-Za-z0-9.])))"
)
_ITEM = rf"(?:[0-9]{{1,3}}[、.．]?\s?)?[{_HAN}]{{2,3}}"
_LIST = re.compile(
    rf"(?<![{_HAN}]){_ITEM}(?:\s?[、，,\s]\s?{_ITEM}){{2,}}(?![{_HAN}])|(?<=[：:是为]){_ITEM}(?:\s?[、，,\s]\s?{_ITEM}){{2,}}"
)
_PREPOSITIONS = frozenset("和于从向对")
_AFTER = re.compile(FOLLOWING)
_PLACE = re.compile(PLACE_NEXT)
_FIRM = re.compile(
    "公司|集团|实业|科技|投资|建筑|建设|物业|置业|地产|食品|机构|教育|小区|花园|社区|街道|小学|中学|大道|公园|广场"
)
_CALLING = re.compile("(?:尊敬的|敬爱的|请|求|感谢|找)$")
_NO_PLACE = re.compile("(?:里面|里有|路过)")


def persons(text: str) -> Iterator[Span]:
    """Start and end of each name found; of a surname with a title, of the surname alone. Spans may overlap.

    What is the name of a firm or a place elsewhere in the text (华颖实业) is no person's.
    """
    for rule in (_veiled, _titled, _announced, _in_role, _signed, _listed, named_by_cutter):
        for start, end in rule(text):
            if end - start == 1 or not _names_a_place(text[start:end], text):
                yield start, end


def _names_a_place(said: str, text: str) -> bool:
    place = text.find(said)
    while place >= 0:
        if _FIRM.match(text, place + len(said)):
            return True
        place = text.find(said, place + 1)
    return False


def _veiled(text: str) -> Iterator[Span]:
    for one in _VEILED.finditer(text):
        start, end = one.span("it")
        said = one["it"]
        if glued(text, start) or (said[0] in "任于和从向对成" and "某" in said and start):
            continue
        if len(said) > 2 and said[-2] == "某" and said[-1] != "某":
            following = text[end - 1 : end + 1]
            if said[-1] in FUNCTION or is_word(following):
                end -= 1
        yield start, end


def _titled(text: str) -> Iterator[Span]:
    place = 0
    while one := _TITLED.search(text, place):
        start, end = one.span("it" if one["it"] else "only")
        place = start + 1
        said = text[start:end]
        given = said[2:] if said[:2] in COMPOUND else said[1:]
        if glued(text, start) or (said == "高" and text[end : end + 2] == "校长"):
            continue
        before = text[max(0, start - 3) : start]
        if not given and said in AMBIGUOUS and HANS.match(before[-1:]) and not _CALLING.search(before):
            continue
        if given and (said[0] in _PREPOSITIONS or not good(said, text, start)):
            continue
        yield start, end
        place = end


def _announced(text: str) -> Iterator[Span]:
    for one in _ANNOUNCED.finditer(text):
        said, start = one["it"], one.start("it")
        if (said[0] in SURNAMES or said[:2] in COMPOUND) and said[0] not in _PREPOSITIONS:
            length = _length(text, start)
            if length and (said[:2] in COMPOUND or not is_word(said[:2])):
                yield start, start + length


def _length(text: str, start: int) -> int:
    """How many signs from `start` on are the name; 0 for none."""
    import rjieba

    most = 4 if text[start : start + 2] in COMPOUND else 3
    run = re.match(rf"[{_HAN}]{{2,8}}", text[start : start + 8])
    if run is None:
        return 0
    said = run[0]
    if len(said) <= most:
        return 0 if said[1] in FUNCTION else len(said)
    length = 0
    for word in rjieba.cut(said):
        if length >= 2 or length + len(word) > most:
            break
        length += len(word)
    if length < 2:
        length = 2 if said[2] in FUNCTION or is_word(said[2:4]) else most
    elif (
        length == 2
        and most == 3
        and said[2] not in FUNCTION
        and not is_word(said[2:4])
        and said[3] in FUNCTION
    ):
        length = 3
    return 0 if said[1] in FUNCTION else length


def _in_role(text: str) -> Iterator[Span]:
    place = 0
    while one := _IN_ROLE.search(text, place):
        start, end = one.span("it")
        place = start
        if one["it"][0] in _PREPOSITIONS or (_PLACE.match(text, end) and not _NO_PLACE.match(text, end)):
            continue
        longer = end + 1
        if (
            end - start == 2
            and _AFTER.match(text, longer)
            and text[end] not in FUNCTION
            and not is_word(text[end : end + 2])
            and HANS.match(text[end])
            and good(text[start:longer], text, start, announced=True)
        ):
            end = longer
        if good(text[start:end], text, start, announced=True):
            yield start, end
            place = end


def _signed(text: str) -> Iterator[Span]:
    for one in _SIGNED.finditer(text):
        if good(one["it"], text, one.start("it"), announced=True) and one["it"][-1] not in PLACE_ENDS | set(
            "在于是的了与和"
        ):
            yield one.span("it")


def _listed(text: str) -> Iterator[Span]:
    """Three and more short words one after the other of which most are names: then all are."""
    for run in _LIST.finditer(text):
        items = [(run.start() + one.start(), one[0]) for one in re.finditer(rf"[{_HAN}]{{2,3}}", run[0])]
        named = [
            said
            for _place, said in items
            if (said[0] in SURNAMES or said[:2] in COMPOUND) and _name_like(said)
        ]
        if len(named) >= 3 and len(named) >= 0.7 * len(items):
            yield from ((place, place + len(said)) for place, said in items if said[-1] not in PLACE_ENDS)


def _name_like(said: str) -> bool:
    return not is_word(said) and not set(said[1:]) & FUNCTION and said[-1] not in PLACE_ENDS
