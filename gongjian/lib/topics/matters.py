"""What messages are about: a vocabulary of matters, each with the words that betray it. Read by people, so in Chinese."""

import re
from collections import Counter

TITLE_COUNTS = 3
MOST_IN_BODY = 3
LOOKED_AT = 400

# The narrower matter stands before the wider: its words are taken out before the wider one is looked for.
_WORDS = {
    "搅拌站污染": "搅拌站|搅拌厂|搅拌场|混凝土厂|水泥厂",
    "夜间施工扰民": "(?:夜间|深夜|通宵|彻夜|凌晨|半夜|晚上|夜晚).{0,4}施工|打桩|施工.{0,8}(?:噪音|噪声|扰民)|工地.{0,8}(?:噪音|噪声|扰民)",
    "车位捆绑销售": "捆绑.{0,8}车位|车位.{0,10}捆绑|(?:强制|强行).{0,8}车位|车位.{0,6}(?:销售|出售|价格)|捆绑销售",
    "油烟和夜宵扰民": "油烟|烧烤|夜宵|排烟|烟道",
    "麻将馆扰民": "麻将馆|棋牌",
    "广场舞和唱歌扰民": "广场舞|[kK][tT][vV]|音响|唱歌|酒吧",
    "养狗扰民": "狗吠|野狗|养狗|遛狗|流浪狗|犬",
    "高压线与变电站": "高压线|高压电|110kv|110KV|变电站|电线杆|变电所",
    "高铁和铁路线": "高铁|铁路|动车",
    "高速公路": "高速",
    "地铁": "地铁|轨道交通|[0-9一二三四五六七]号线",
    "公交": "公交|班车|首末站|巴士",
    "红绿灯和斑马线": "红绿灯|信号灯|斑马线|人行天桥|地下通道",
    "路灯": "路灯|照明",
    "旧城改造": "旧城改造|棚改|棚户区|旧改|提质改造",
    "拆迁安置": "拆迁|征收|征地|安置|征拆",
    "道路建设": "路面|破损|坑洼|拉通|断头路|修路|拓宽|白改黑|通车|通行|道路",
    "交通拥堵": "拥堵|堵车|太堵|堵塞",
    "停车": "停车|乱停|违停|消防通道",
    "幼儿园收费": "幼儿园|普惠",
    "入学": "入学|学位|学区|派位|划片|招生|上学|开学|读书",
    "补课和培训": "补课|培训|退费",
    "实习和宿舍": "实习|宿舍|寝室",
    "群租房": "群租|合租|隔断房|格子间",
    "房屋质量": "质量|漏水|裂缝|开裂|渗水|脱落|豆腐渣|精装|装修",
    "交房和办证": "交房|延期|逾期|烂尾|不动产证|房产证|办证|产权证",
    "停水停电": "停水|断水|断.{0,5}家水|停电|断电|自来水|供电|水压",
    "天然气": "天然气|燃气",
    "业委会": "业委会|业主委员会|维修基金",
    "电梯": "电梯",
    "物业": "物业",
    "拖欠工资": "拖欠|欠薪|工资|加班|工伤",
    "诈骗和集资": "诈骗|集资|p2p|P2P|车贷|传销|非法吸收|经侦",
    "人才新政和补贴": "人才(?:新政|补贴|购房|租房|引进|公寓|认证|[aA][pP][pP])|购房补贴|租房补贴|高级技师",
    "公积金": "公积金|商转公|组合贷",
    "限购": "限购|限售|购房资格",
    "社保": "社保|医保|养老保险|低保",
    "违法建设": "违建|违章|违法建|住改商|架空层|超规划",
    "公园建设": "公园.{0,10}(?:建设|建成|开工|动工|启动|规划|何时|什么时候)",
    "垃圾": "垃圾",
    "污水": "污水|黑臭|排污",
    "气味和扬尘": "臭味|臭气|异味|粉尘|扬尘|废气|灰尘|恶臭",
    "赌博": "赌博|赌场|赌博机",
    "涉黄涉黑": "卖淫|涉黄|涉黑|黑恶|黑社会",
    "医院和看病": "医院|医生|看病|疫苗|医疗",
    "户口": "户口|落户|居住证|身份证",
    "出租车和网约车": "出租车|网约车|滴滴|共享单车",
    "虚假宣传": "虚假宣传|欺骗|欺诈|霸王条款",
    "规划": "规划|选址",
    "噪声": "噪音|噪声|扰民|太吵",
}
# Wide fields rather than matters: they name a topic, but do not make two messages alike.
FIELDS = frozenset(
    ("地铁", "公交", "高速公路", "规划", "物业", "道路建设", "社保", "医院和看病", "补课和培训", "实习和宿舍")
)
_PATTERNS = {label: re.compile(words) for label, words in _WORDS.items()}

any_matter = re.compile("|".join(f"(?:{words})" for words in _WORDS.values()))


def is_matter(label: str) -> bool:
    """Whether this is a matter of the vocabulary: such a name tells nobody's words."""
    return label in _PATTERNS


def matters(title: str, text: str = "") -> Counter[str]:
    """How strongly each matter is spoken of: a word in the title counts `TITLE_COUNTS`, one in the first `LOOKED_AT`
    characters of the text 1, at most `MOST_IN_BODY` together."""
    found: Counter[str] = Counter()
    text = text[:LOOKED_AT]
    for label, pattern in _PATTERNS.items():
        title, in_title = pattern.subn("|", title)
        text, in_text = pattern.subn("|", text)
        if in_title or in_text:
            found[label] = TITLE_COUNTS * in_title + min(MOST_IN_BODY, in_text)
    return found
