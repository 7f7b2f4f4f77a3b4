"""Reading headers: question numbers, hints, matrix rows, and the meta columns every platform has a name for."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from tamkit.survey.readers.table import Role

#: A header is cut here; no question is longer.
LONGEST = 2_000
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")
_NUMBER = re.compile(
    r"^\s*[*＊]?\s*(?:第\s*)?[QqＱ]?(\d{1,3})(?:\s*题)?\s*[、．:：]\s*|^\s*[*＊]?\s*(\d{1,3})\s*\.(?!\d)\s*"
)
_KIND = re.compile(
    r"[【\[（(]\s*(?:多选题?|单选题?|矩阵[^】\])）]{0,6}|量表题?|填空题?|排序题?|必答题?|选填|可选|可多选|必填|多选|反向[^】\])）]{0,4}|"
    r"最少选择[^】\])）]{0,12}|请选择[^】\])）]{0,8}项|multiple choice|required|optional)\s*[】\]）)]",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\[(]?_{2,}[\])]?")


def tidy(text: str) -> str:
    """A header on one line: tags, entities, line breaks and doubled blanks removed.

    >>> tidy("<p>1、您的性别&nbsp;</p>\\n")
    '1、您的性别'
    """
    text = text[:LONGEST]
    plain = _TAG.sub("", html.unescape(text)) if "<" in text or "&" in text else text
    return re.sub(r"[\s\u3000\xa0\u200b\ufeff]+", " ", plain).strip()


def numbered(text: str) -> tuple[int | None, str]:
    """The question number a platform printed before the text, and the text without it.

    >>> numbered("5、题干—行标题"), numbered("*3. Age"), numbered("Age"), numbered("3.5 stars")
    ((5, '题干—行标题'), (3, 'Age'), (None, 'Age'), (None, '3.5 stars'))
    """
    match = _NUMBER.match(text)
    if not match:
        return None, text
    return int(match[1] or match[2]), text[match.end() :]


def bare(text: str) -> str:
    """A question without the platform's hints: 【多选题】, [_____], （可选）, a leading or trailing star."""
    return _BLANK.sub("", _KIND.sub("", text)).strip(" *＊")


_TRADITIONAL = str.maketrans(
    "滿願對認為還這個會讓來實際費錢資訊險擔憂無選擇題較點從過時間問卷編號單雙經濟產業學歷齡別職務機關網絡網購買賣貸款額",
    "满愿对认为还这个会让来实际费钱资讯险担忧无选择题较点从过时间问卷编号单双经济产业学历龄别职务机关网络网购买卖贷款额",
)


def simplified(text: str) -> str:
    """The traditional characters that occur in scales and options as simplified ones.

    >>> simplified("非常滿意")
    '非常满意'
    """
    return text.translate(_TRADITIONAL)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text as it is compared: half-width, simplified, lower case, letters and digits only.

    >>> fold("１、 使用{P}，「很」滿意！") == fold("1使用P很满意")
    True
    """
    plain = simplified(unicodedata.normalize("NFKC", tidy(text))).casefold()
    return "".join(char for char in plain if char.isalnum())


_META: dict[Role, tuple[str, ...]] = {
    "serial": (
        "序号",
        "编号",
        "答卷编号",
        "答卷序号",
        "作答编号",
        "答题序号",
        "id",
        "responseid",
        "response id",
        "respondent id",
        "response_id",
        "serial",
        "case",
        "caseid",
        "respondentid",
        "数据编号",
        "问卷编号",
        "被试编号",
        "_recordid",
    ),
    "submitted": (
        "提交答卷时间",
        "提交时间",
        "结束答题时间",
        "答题结束时间",
        "结束时间",
        "作答结束时间",
        "submitdate",
        "date submitted",
        "enddate",
        "end date",
        "recordeddate",
        "recorded date",
        "timestamp",
        "时间戳记",
        "时间戳",
        "时间戳记(timestamp)",
        "zeitstempel",
        "horodateur",
        "marca temporal",
        "marca de tempo",
        "carimbo de data/hora",
        "informazioni cronologiche",
        "タイムスタンプ",
        "타임스탬프",
        "submitted",
        "submitted at",
        "填写时间",
        "完成时间",
        "タイムスタンプ",
    ),
    "started": (
        "开始答题时间",
        "答题开始时间",
        "开始时间",
        "作答开始时间",
        "startdate",
        "start date",
        "date started",
        "started",
    ),
    "seconds": (
        "所用时间",
        "答题时长",
        "作答时长",
        "用时",
        "填写时长",
        "答题用时",
        "duration (in seconds)",
        "duration",
        "interviewtime",
        "total time",
        "seconds",
        "time spent",
        "答题时间(秒)",
        "所用时间(秒)",
        "dauer (in sekunden)",
        "总时长",
    ),
    "status": (
        "status",
        "response type",
        "responsetype",
        "清洗数据结果",
        "采纳状态",
        "审核状态",
        "答卷状态",
        "作答状态",
    ),
    "private": (
        "来自ip",
        "ip",
        "ip地址",
        "ipaddress",
        "ip address",
        "ipaddr",
        "ip-adresse",
        "昵称",
        "微信昵称",
        "用户昵称",
        "姓名",
        "名字",
        "您的姓名",
        "name",
        "full name",
        "first name",
        "last name",
        "recipientlastname",
        "recipientfirstname",
        "recipientemail",
        "recipient last name",
        "recipient first name",
        "recipient email",
        "email",
        "e-mail",
        "emailaddress",
        "email address",
        "e-mail address",
        "电子邮件地址",
        "电子邮箱",
        "邮箱",
        "邮箱地址",
        "电邮地址",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "电话",
        "联系方式",
        "phone",
        "phone number",
        "mobile",
        "telephone",
        "用户标识",
        "openid",
        "unionid",
        "微信号",
        "qq",
        "qq号",
        "身份证",
        "身份证号",
        "学号",
        "工号",
        "locationlatitude",
        "locationlongitude",
        "locationaccuracy",
        "latitude",
        "longitude",
        "经度",
        "纬度",
        "location latitude",
        "location longitude",
        "location accuracy",
        "externalreference",
        "externaldatareference",
        "external data reference",
        "ua",
        "user agent",
        "useragent",
        "referrer",
        "refurl",
        "referrer url",
        "地理位置市",
        "详细地址",
        "地址",
        "home address",
        "address",
        "username",
        "用户名",
        "nickname",
        "wechat",
        "家庭住址",
        "收货地址",
        "token",
        "access code",
        "participant name",
        "学生姓名",
    ),
    "total": ("总分", "总得分", "得分", "score", "total score", "sc0"),
    "platform": (
        "来源",
        "来源详情",
        "progress",
        "finished",
        "distributionchannel",
        "distribution channel",
        "userlanguage",
        "user language",
        "responseset",
        "lastpage",
        "last page",
        "startlanguage",
        "start language",
        "seed",
        "datestamp",
        "date last action",
        "语言",
        "智能清洗数据无效概率",
        "地理位置国家和地区",
        "地理位置省",
        "用户类型",
        "自定义字段",
        "中奖时间",
        "中奖金额",
        "simulated",
        "模拟数据",
        "consent",
        "collector id",
        "custom data",
        "custom data 1",
    ),
}
_ROLES: dict[str, Role] = {re.sub(r"\s+", "", name): role for role, names in _META.items() for name in names}


def meta_role(header: str) -> Role | None:
    """The role of a platform's own column, or None for what may be a question.

    >>> meta_role("来自IP"), meta_role("Duration (in seconds)"), meta_role("1、您的性别")
    ('private', 'seconds', None)
    """
    plain = unicodedata.normalize("NFKC", tidy(header)).casefold().strip(" :*\"'")
    return _ROLES.get(re.sub(r"\s+", "", plain))
