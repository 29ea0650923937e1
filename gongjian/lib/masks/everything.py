"""Takes out of a running text whatever points to one person or one home, before everybody may read it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongjian.lib.masks.digits import plain_digits
from gongjian.lib.masks.names import COMPOUND, SURNAMES
from gongjian.lib.masks.running import mask_text

GONE = "…"


class Erased(NamedTuple):
    """What was taken out: "mobile", "landline", "identity", "email", "plate", "card", "wechat", "qq", "door" or "name", and its
    place in the original."""

    kind: str
    start: int
    end: int


_NUMBER = "[0-9一二三四五六七八九十]"
_NO_FLAT = r"(?!\s?(?:年|月|日|元|米|平|万|人|次|个|块|路|多|余|线|楼|层|[栋幢座]|[0-9.]))"
_FLAT = rf"(?:[0-9]{{1,2}}[-－—])?[A-Za-z]?[0-9]{{2,4}}{_NO_FLAT}(?:室|户(?!型)|房间|房|号(?![楼线]))?"
_SHAPES = {
    "email": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"),
    "plate": re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][ ·•.-]?"
        r"(?=[A-Za-z0-9]{0,5}[0-9])[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![A-Za-z0-9])"
    ),
    "wechat": re.compile(
        r"(?:微信|威信|薇信|weixin|wechat|(?<![A-Za-z])(?:vx|wx))(?:号码|号|群|同号)?\s?(?:是|为)?[：:\s]{0,3}"
        r"(?P<it>[A-Za-z][A-Za-z0-9_-]{5,19}|[0-9]{6,11})(?![A-Za-z0-9])",
        re.IGNORECASE,
    ),
    "qq": re.compile(
        r"(?:(?<![A-Za-z])qq|扣扣|企鹅)(?:群)?(?:号码|号)?\s?(?:是|为)?[：:\s]{0,3}(?P<it>[1-9][0-9]{4,11})(?![0-9])",
        re.IGNORECASE,
    ),
    "door": re.compile(
        rf"(?:[A-Za-z]?{_NUMBER}{{1,3}}|[A-Za-z])\s?(?:栋|幢|座|号楼|#楼|#)\s?"
        rf"(?:{_NUMBER}{{1,2}}\s?单元(?:\s?{_NUMBER}{{1,3}}[楼层])?(?:\s?{_FLAT})?|{_FLAT})"
        rf"|(?:房号|门牌号|房间号)[是为：:\s]{{0,3}}(?P<it>[A-Za-z]?[0-9][0-9A-Za-z-]{{0,11}})"
        rf"|{_NUMBER}{{1,2}}\s?单元\s?{_FLAT}"
        r"|(?<![0-9.])[A-Za-z]?[0-9]{3,4}(?:室|房(?![价贷管地产源款屋改]))"
    ),
}
_CARD = re.compile(r"(?<![0-9])(?:[0-9]{4}[ -]?){3,4}[0-9]{1,7}(?![0-9])")
_CARD_SAID = re.compile(r"(?:银行卡|卡号|账号|帐号|账户|帐户|存折)[^0-9\n]{0,10}$")
_CUE = re.compile(
    r"(?:我叫|我名叫|名叫|本人叫|姓名|联系人|举报人|投诉人|反映人|留言人|申请人|死者|户主|负责人|创始人|发起人|法人代表|法定代表人|署名)"
    r"[是为叫]?[：:\s]{0,3}(?P<it>[\u4e00-\u9fff]{2,4})"
)
_NO_NAME = re.compile(
    r"家属|本人|姓名|电话|先生|女士|同志|单位|部门|地址|身份|反映|要求|已经|没有|都|们|方|提交|提出|应当|可以|有权|符合|许可"
)
_BEFORE = re.compile(
    r"(?:本人|[居村市]民|业主|股东|患者|医生[是为]?|医师|教师|老师|员工|工人|职工|董事长|老板|经理|司机|房东|以|、|被|，|^)[是为：:]?\s?$"
)
_AFTER = re.compile(
    r"\s?(?:$|[，,。；;、（(：:]|为首|的|系|男|女|身份证|电话|先生|女士|老师|医生|大夫|律师|经理|同学|等人|等[公几数一二三四五])"
)
_TITLE = re.compile("[省市县区镇乡村组路街道巷园院校店厂局站桥河湖山寺城庄湾苑府证书]$")


def erase_all(text: str) -> tuple[str, list[Erased]]:
    """The text with an ellipsis in place of each thing found, and what was found, in order, by its place in `text`.

    Found are telephone and identity numbers, e-mail addresses, number plates, bank cards, WeChat and QQ numbers, doors
    (a building with a unit or a room, a room alone), and names of persons: after words that announce one, and full names
    that the word cutter sees where names stand. A surname with a title stays, and so do office-holders named with their
    office. Not everything is found: a person reads what is published.
    """
    found: list[Erased] = []
    for one in (*_numbers(text), *_shapes(text), *_again(text, list(_names(text)))):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    found.sort(key=lambda one: one.start)
    parts, place = [], 0
    for one in found:
        parts += [text[place : one.start], GONE]
        place = one.end
    return "".join(parts) + text[place:], found


def _numbers(text: str) -> Iterator[Erased]:
    for one in mask_text(text).found:
        yield Erased(one.kind, one.start, one.end)
    digits = plain_digits(text)
    for card in _CARD.finditer(digits):
        number = re.sub("[^0-9]", "", card[0])
        said = _CARD_SAID.search(digits[max(0, card.start() - 20) : card.start()])
        if 16 <= len(number) <= 19 and (said or (number[0] in "456" and _sums_up(number))):
            yield Erased("card", card.start(), card.end())


def _sums_up(number: str) -> bool:
    """The check of card numbers (Luhn, ISO/IEC 7812-1)."""
    doubled = (int(digit) * (1 + turn % 2) for turn, digit in enumerate(reversed(number)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _shapes(text: str) -> Iterator[Erased]:
    digits = plain_digits(text)
    for kind, shape in _SHAPES.items():
        for one in shape.finditer(digits):
            start, end = one.span("it") if "it" in shape.groupindex and one["it"] else one.span()
            yield Erased(kind, start, end)


def _names(text: str) -> Iterator[Erased]:
    """After an announcing word as long a name as the word cutter sees; elsewhere only what it takes for a full name."""
    import rjieba  # the word cutter's dictionary is loaded by whoever publishes texts, not by everybody who masks a number

    for cue in _CUE.finditer(text):
        said = cue["it"]
        after = text[cue.end("it") : cue.end("it") + 1]
        named = said[0] in SURNAMES or said[:2] in COMPOUND
        if named and (length := _length(said, after, rjieba.cut(said))):
            yield Erased("name", cue.start("it"), cue.start("it") + length)
    yield from _listed(text)


def _again(text: str, names: list[Erased]) -> Iterator[Erased]:
    """The names, and wherever else in the text they stand."""
    yield from names
    for name in {text[one.start : one.end] for one in names}:
        yield from (Erased("name", *found.span()) for found in re.finditer(re.escape(name), text))


def _listed(text: str) -> Iterator[Erased]:
    """Full names that the word cutter sees where names stand: after 居民, 股东, 本人 …, or in a list, and before what follows a
    name."""
    import rjieba

    place = 0
    for word, kind in rjieba.tag(text):
        end = place + len(word)
        full = (len(word) in (2, 3) and word[0] in SURNAMES) or (len(word) in (3, 4) and word[:2] in COMPOUND)
        known = kind == "nr" and full and not _TITLE.search(word)
        before = text[max(0, place - 6) : place]
        apart = len(word) == 2 and before.endswith(("，", "、", "以", "\n", "\t"))  # so do 谢谢, 宁静, 许可
        if known and before and not apart and _BEFORE.search(before) and _AFTER.match(text[end : end + 6]):
            yield Erased("name", place, end)
        place = end


def _length(said: str, after: str, words: list[str]) -> int:
    """How many of up to four characters after an announcing word are the name; 0 for none."""
    if _NO_NAME.match(said[1:]) or _NO_NAME.match(said):
        return 0
    most = 4 if said[:2] in COMPOUND else 3
    whole = not ("\u4e00" <= after <= "\u9fff")
    if whole and len(said) <= most:
        return len(said)
    length = 0
    for word in words:
        if length >= 2 or length + len(word) > most:
            break
        length += len(word)
    return length if length >= 2 else min(most, len(said))
