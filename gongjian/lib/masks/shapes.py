"""What has a shape of its own in a text: doors, number plates, addresses, accounts, numbers of papers."""

import re
from collections.abc import Iterator

_NUMBER = "[0-9一二三四五六七八九十]"
_COUNTED = r"(?!\s?(?:年|月|日|元|米|平|万|人|次|个|块|路|多|余|线|楼|层|户|名|套|家|[栋幢座])|[0-9.#])"
_FLAT = (
    rf"(?:[0-9]{{1,2}}[-－—])?[A-Za-z]?[0-9]{{2,4}}(?:[-－—至、][0-9]{{3,4}})?{_COUNTED}"
    r"(?:室|号房|房间|房(?![价贷管地产源款屋改])|号(?![楼线]))?"
)
_FLOOR = rf"\s?(?:{_NUMBER}{{1,3}}[楼层]|顶楼)"
_BLOCK = rf"(?:[A-Za-z0-9]{{1,3}}[-－—])?(?:[A-Za-z]?{_NUMBER}{{1,3}}|[A-Za-z])\s?(?:栋|幢|座|号楼|#楼|#)"
_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SHAPES = {
    "email": re.compile(r"[A-Za-z0-9._%+*-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"),
    "plate": re.compile(
        rf"[{_PLACES}][A-Za-z][ ·•.-]?(?=[A-Za-z0-9*]{{0,5}}[0-9])"
        r"[A-HJ-NP-Za-hj-np-z0-9*]{4,5}[A-HJ-NP-Za-hj-np-z0-9*挂学警港澳](?![A-Za-z0-9])"
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
    "number": re.compile(
        r"(?:警号|工号|学号|准考证号|社保号|社保卡号|医保卡号|医保号|住院号|病历号|病案号|护照号|驾驶证号|驾照号|残疾证号|户号)"
        r"(?:码)?[是为：:\s]{0,3}(?P<it>[A-Za-z]{0,3}[0-9][0-9A-Za-z]{3,19})"
    ),
    "landline": re.compile(
        r"(?:电话|座机|手机|号码|联系方式|拨打|致电|打|tel)[是为：:\s]{0,3}(?P<it>[2-8][0-9]{2,3}[ -]?[0-9]{4})(?![0-9-])",
        re.IGNORECASE,
    ),
    "door": re.compile(
        rf"{_BLOCK}\s?(?:{_NUMBER}{{1,2}}\s?单元(?:{_FLOOR})?(?:\s?{_FLAT})?|{_FLAT})"
        rf"|(?:房号|门牌号|房间号|房号为|房屋号)[是为：:\s]{{0,3}}(?P<it>[A-Za-z]?[0-9][0-9A-Za-z-]{{0,11}}(?![0-9年个月多栋幢座]))"
        rf"|{_NUMBER}{{1,2}}\s?单元(?:{_FLOOR}|\s?{_FLAT})"
        r"|(?<![0-9A-Za-z-])[0-9]{1,3}[-－—][0-9]{1,2}[-－—](?!19[0-9]{2}|20[0-9]{2})[0-9]{3,4}(?![0-9A-Za-z-])"
        r"|(?<![0-9.])[A-Za-z]?[0-9]{3,4}(?:室|号房|房(?![价贷管地产源款屋改]))"
        r"|(?<![0-9])(?!19|20)[0-9]{3,4}(?=(?:号|室)?(?:这户|那户|住户|房主|户主))"
        r"|(?<![A-Za-z0-9.])[A-Za-z]?(?!19|20)[0-9]{3,4}(?=私自|擅自)"
        r"|(?:[被是由]|楼[上下]|隔壁|对面)(?P<too>(?!19|20)[0-9]{3,4})(?=(?:号|室)?的?业主)"
    ),
    "house": re.compile(
        rf"(?<=[村组队湾冲塘屋里弄巷坊寨屯])(?:{_NUMBER}{{1,3}}[组队])?(?P<it>[0-9]{{1,4}}号(?:附[0-9]{{1,2}}号|之[0-9]{{1,2}})?)"
        r"(?![楼线令文栋幢])|(?<=胡同)(?P<too>[0-9]{1,4}号)|[0-9]{1,4}弄[0-9]{1,4}号(?:\s?[0-9]{1,4}室)?"
    ),
    "masked": re.compile(r"(?:[0-9]{2,4}-?)?\*{4,}[0-9]{0,4}[Xx]?"),
}
_CARD = re.compile(r"(?<![0-9])(?:[0-9]{4}[ -]?){3,4}[0-9]{1,7}(?![0-9])")
_CARD_SAID = re.compile(r"(?:银行卡|卡号|账号|帐号|账户|帐户|存折)[^0-9\n]{0,10}$")
_ROOM = re.compile("[0-9]{3,4}")


def shapes(digits: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of what is found in a text whose digits are plain; a room that was named once counts wherever
    its number stands again."""
    rooms: set[str] = set()
    for kind, shape in _SHAPES.items():
        for one in shape.finditer(digits):
            start, end = one.span()
            for group in ("it", "too"):
                if group in shape.groupindex and one[group]:
                    start, end = one.span(group)
            if kind == "door" and re.fullmatch(r"[0-9]{3,4}(?:室|号房|房)?", digits[start:end]):
                rooms.add(_ROOM.findall(digits[start:end])[0])
            yield "door" if kind == "house" else kind, start, end
    for room in rooms:
        for one in re.finditer(rf"(?<![0-9.]){room}{_COUNTED}", digits):
            yield "door", *one.span()


def cards(digits: str) -> Iterator[tuple[int, int]]:
    """Start and end of each bank card."""
    for card in _CARD.finditer(digits):
        number = re.sub("[^0-9]", "", card[0])
        said = _CARD_SAID.search(digits[max(0, card.start() - 20) : card.start()])
        if 16 <= len(number) <= 19 and (said or (number[0] in "456" and _sums_up(number))):
            yield card.span()


def _sums_up(number: str) -> bool:
    """The check of card numbers (Luhn, ISO/IEC 7812-1)."""
    doubled = (int(digit) * (1 + turn % 2) for turn, digit in enumerate(reversed(number)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0
