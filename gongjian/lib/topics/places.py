"""Names of places in running Chinese text: estates, roads, schools, villages, stations, units; by their endings."""

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST_NAME = 9
LOOKED_AT = 600
_HAN = "\u3400-\u9fff"

# A district may be written as a code: A市, A7县.
DIVISION = re.compile(
    rf"(?<![A-Za-z0-9])[A-Z]\d{{0,2}}[市区县州](?:高新区|经开区|新区)?|[{_HAN}]{{2,6}}?(?:街道|自治州)(?:办事处|办)?"
    rf"|(?:高新区|经开区|新区|开发区)(?![{_HAN}]{{0,3}}(?:小区|花园))"
)
_ESTATE = (
    "小区|新城|之城|花城|名城|家园|花园|嘉园|佳园|雅园|公馆|公寓|国际|花都|花苑|雅苑|名苑|新苑|嘉苑|华庭|庭院|雅居|豪庭|名邸|府邸|官邸|首府|"
    "天下|帝景|御景|时代|云境|新村|安置区|安置房|山庄|别墅|名都|半岛|海外滩|水岸|雅筑|华府|学府|郡|湾畔|明珠|香槟|楼盘|大厦|广场|中心|"
    "城邦|翡翠湾|蓝湾|新天地|金城|商业街|步行街|市场|物流园|工业园|产业园|科技园|公园|景区|广场|苑|府|湾"
)
_ROAD = "大道|高速|大桥|隧道|立交|[东西南北中]路|[一二三四五六七八九十]路|联络线|路|街|巷|[一二三四五六七八九十]线"
_SCHOOL = "幼儿园|小学|中学|学校|学院|大学|医院|卫生院|卫生服务中心|养老院"
_VILLAGE = "村|社区|镇|乡"
_TRAFFIC = "地铁[0-9一二三四五六七八九十]+号线|[0-9一二三四五六七八九十]+号线|高铁站?|[东西南北]站|公交站|[0-9A-Za-z]{1,4}路公交车?"
_UNIT = "有限公司|责任公司|集团|公司|培训机构|车贷"
_PROGRAMME = "人才(?:新政)?(?:购房|租房|住房|引进|安居)?(?:及购房|认证)?(?:补贴|新政)|(?:购房|租房|住房|生育|高龄|就业).{0,2}(?:补贴|津贴)|人才新政"
_ENDING = re.compile(f"{_PROGRAMME}|{_TRAFFIC}|{_UNIT}|{_SCHOOL}|{_ESTATE}|{_ROAD}|{_VILLAGE}")

TALENTS = "人才新政补贴"

# What can stand before a name and is no part of it.
names_apart = re.compile(
    "投诉|反映|举报|咨询|建议|关于|请问|请求|希望|要求|强烈|坚决|恳请|恳求|解决|急需|盼望|求助|呼吁|位于|坐落|座落|附近|旁边|对面|"
    "居住|住在|我是|我们|我家|本人|这个|购买|买了|作为|一名|一个|一家|多个|几个|整个|你好|您好|领导|书记|市长|县长|区长|经过|通往|通过|靠近|"
    "临近|周边|周围|尊敬|违规|违法|占用|占道|尽快|加快|修建|新建|建设|规划|公办|民办|涉嫌|拖欠|导致|影响|什么|为何|何时|街道|社区|开发商|"
    "路与|联系|要在|可以|能否|管理|设置|门口|工作|改造|整治|严重|乱停|乱放|没有|业主|非法|西地省|入住|出行|进入|"
    "[的在是到从对往把被将让给该此这那您你我他就都也还又但而并不无有没了着因请问买住至]"
)
_FIRST = re.compile("^(?:[和与及或由向为于市区县镇乡村省外内里旁边侧处离像说如且则其本个只去来要能会以等]|附近)+")
_COMMON = frozenset(
    "公积金中心 交通路 开发商公司 花园 花都 花城 名城 宅小区 临街 修路 公交线路 华庭 开发有限公司 中小学 过街 老街 垃圾分拣中心 早教中心 小区 本小区 住宅小区 居民小区 安置小区 老旧小区 安置房 楼盘 大厦 广场 中心 公园 市场 学校 小学 中学 大学 幼儿园 医院 公司 有限公司 集团 "
    "道路 马路 公路 铁路 高铁 高速 高速公路 街道 大道 路 街 巷 村 社区 镇 乡 时代 国际 公寓 公馆 别墅 步行街 商业街 菜市场 农贸市场 培训机构 "
    "公交站 地铁站 出路 一路 线路 思路 套路 半路 老路 土路 水路 电路 网路 后路 销路 活路 必经之路 主干道 农村 乡村 本村 全村 新农村 "
    "政府 区政府 市政府 县政府 天下 时代 乡镇 城镇 双方 工业园 产业园 科技园 物流园 景区 购物中心 商业中心 市中心 活动中心 服务中心 "
    "物业公司 开发公司 建筑公司 劳务公司 保险公司 中介公司 分公司 子公司 总公司 开发商公司 新城 家园 新村 明珠 学府 府 湾 苑 郡 "
    "主干路 十字路 小路 断头路 水泥路 环路 辅路 高铁站 教育培训机构 人行道路 人民医院 中心医院 民办学校 公办学校 公办幼儿园 民办幼儿园 "
    "配套幼儿园 配套小学 配套学校 小区幼儿园 私立学校 私立幼儿园 普惠性幼儿园 普惠幼儿园 附属小学 附属中学".split()
)
_TRAIL = re.compile("(?:.)(小区|楼盘|项目|社区)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A name as it is compared, where it stands, and whether it is narrow (an estate, a school) or wide (a road, a town)."""

    name: str
    start: int
    end: int
    narrow: bool


def divisions(text: str) -> tuple[str, ...]:
    """The districts and streets that are named, in their order, each once."""
    return tuple(dict.fromkeys(found[0] for found in DIVISION.finditer(text[:LOOKED_AT])))


_PART = re.compile(rf"[{_HAN}A-Za-z0-9]+")


def places(text: str) -> list[Place]:
    """Names of places in the first `LOOKED_AT` characters, in their order; a name is cut where words that are no name
    stand, and ends with what kind of place it is. Common words (小区, 学校) alone are no names."""
    text = text[:LOOKED_AT]
    found: list[Place] = []
    for part in _PART.finditer(text):
        begin = part.start()
        for cut in [*DIVISION.finditer(text, part.start(), part.end()), None]:
            end = part.end() if cut is None else cut.start()
            found += _in_run(text, begin, end)
            if cut is not None:
                begin = cut.end()
    return found


def _in_run(text: str, begin: int, end: int) -> list[Place]:
    found: list[Place] = []
    start = begin
    for ending in _ENDING.finditer(text, begin, end):
        if ending.start() < start:
            continue
        left = _left_of(text, max(start, ending.end() - LONGEST_NAME), ending.start())
        if re.fullmatch(_PROGRAMME, ending[0]):
            found.append(Place(programme(ending[0]), ending.start(), ending.end(), narrow=True))
            start = ending.end()
            continue
        name = text[left : ending.end()]
        bare = without_kind(name)
        if name in _COMMON or bare in _COMMON or len(bare) < 2:
            start = ending.end() if name in _COMMON else start
            continue
        narrow = re.fullmatch(f".*(?:{_ESTATE}|{_SCHOOL}|{_UNIT}|{_PROGRAMME})", name) is not None
        found.append(Place(bare, left, ending.end(), narrow))
        start = ending.end()
    return found


def _left_of(text: str, start: int, end: int) -> int:
    for word in names_apart.finditer(text, start, end):
        start = word.end()
    first = _FIRST.match(text[start:end])
    return start + first.end() if first else start


def programme(words: str) -> str:
    """The one name for what people call by several: grants for housing and those for talents are one programme."""
    return TALENTS if re.search("人才|购房|租房|住房", words) else words


_KIND = re.compile(f"(?:{_SCHOOL}|{_UNIT}|小区|大道|路|街|村|社区|镇|乡|广场|公园|市场|中心)$")


@lru_cache(maxsize=65536)
def stem(name: str) -> str:
    """The name without the word for its kind, so far as two characters are left."""
    core = _KIND.sub("", name)
    return core if len(core) >= 2 else name


@lru_cache(maxsize=65536)
def without_kind(name: str) -> str:
    """丽湖新城小区 and 丽湖新城 are one name: a trailing 小区, 楼盘 or 项目 goes, so far as two characters are left."""
    found = _TRAIL.search(name)
    return name[: found.start(1)] if found and len(name) - len(found[1]) >= 3 else name
