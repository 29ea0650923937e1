"""Labels that no field may bear: what the product must never keep about a person, whoever asks for it."""

import re
import unicodedata

from django.utils.translation import gettext as _

from gongjian.core.refusal import Refused

_PROFILE = re.compile(
    "重点人|重点对象|重点人群|关注人员|(人员|对象|稳).{0,2}管控|稳控|维稳|布控|列管|黑名单|灰名单|刺头|钉子户|闹访|缠访|老户|非访|"
    "政治|党派|党员|信仰|宗教|教徒|信教|民族|种族|族别|"
    "情绪|思想动态|思想状况|心理(状态|状况|测评|问题)|精神状态|精神病|性格|脾气|(本人|居民|群众|家属|家人|诉求人).{0,3}态度|"
    "人脸|指纹|虹膜|声纹|步态|轨迹|行踪|活动范围|"
    "(信访|上访|人员|人物|个人|居民|住户|家庭|户主|群众|诉求人|当事人|来访人|矛盾|涉稳).{0,4}"
    "(风险|等级|级别|评分|打分|评级|分级|积分|信用|画像)|"
    "风险(评分|分值|画像)|(信用|诚信|文明|忠诚|危险)(分|等级|评级|积分)|画像|"
    r"religio|faith|belief|politic|party.?member|ethnic|race\b|emotion|mood|sentiment|attitude|risk.?(score|level|rating)|"
    r"key.?person|watch.?list|black.?list|suspicio|suspect|trust.?score|loyal|extremis|troublemaker|face.?id|fingerprint|"
    r"biometric|gait|voice.?print|whereabouts|credit.?score",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    "身份证|证件号|手机|电话|联系方式|银行卡|银行账|护照|姓名|住址|家庭地址|生日|出生|微信|identity.?number|id.?card|"
    "phone|mobile|passport|bank.?account",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s_\-·.,，。、:：/\\|()（）【】\[\]]+")


def check_words(text: str, *, field: str) -> None:
    """Raise Refused when a label or a choice would keep creed, opinion, mood, a watch list or a score of a person, or a
    personal number that has a sealed place of its own."""
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if _PROFILE.search(bare):
        raise Refused(
            _(
                "“%(label)s” would judge or watch a person. This product keeps nothing of the kind, in no field."
            )
            % {"label": text.strip()[:40]},
            field=field,
            code="forbidden_field",
        )
    if _NUMBERS.search(bare):
        raise Refused(
            _(
                "“%(label)s” is a personal datum. It has its sealed place with the matter; a field of your own does not protect it."
            )
            % {"label": text.strip()[:40]},
            field=field,
            code="forbidden_field",
        )
