"""Personal data: recognised by name and by content, hashed for duplicate detection, never kept.

Also the guard against formula injection for everything that writes cells (`safe_cell`).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from tamkit.survey.readers.table import Cell, Cells, blank

_EMAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_COORDINATES = re.compile(r"-?\d{1,3}\.\d{4,15}\s{0,3}[,，]\s{0,3}-?\d{1,3}\.\d{4,15}")
_URL = re.compile(r"https?://\S+")
_INSIDE = (_EMAIL, _IDENTITY, _PHONE, _CARD, _COORDINATES, _URL)
_INTRO = re.compile(r"(?:微信号?|wechat|qq)\s{0,3}[:：]?\s{0,3}[A-Za-z0-9_-]{5,20}", re.IGNORECASE)

#: What a kind of personal data is called in `Survey._fingerprints`; only these tell one person or device.
_KINDS = {
    "ip": ("来自ip", "ip", "ip地址", "ipaddress", "ip address", "ipaddr", "ip-adresse"),
    "email": (
        "recipientemail", "recipient email", "email", "e-mail", "emailaddress", "email address", "e-mail address",
        "电子邮件地址", "电子邮箱", "邮箱", "邮箱地址", "电邮地址",
    ),
    "phone": (
        "手机", "手机号", "手机号码", "联系电话", "电话", "联系方式", "phone", "phone number", "mobile", "telephone",
    ),
    "account": (
        "用户标识", "openid", "unionid", "微信号", "qq", "qq号", "身份证", "身份证号", "学号", "工号", "username",
        "用户名",
    ),
}  # fmt: skip
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}


def kind_by_name(header: str) -> str | None:
    """ip, email, phone or account by the header; None for what identifies nobody by itself (a city, a browser)."""
    return _KIND_OF.get(unicodedata.normalize("NFKC", header).strip().casefold())


def kind_by_content(cells: Cells, sample: int = 2000) -> str | None:
    """ip, email, phone, identity or location when four in five of the filled cells are one; else None."""
    filled = [str(cell).strip() for cell in cells.values[:sample] if not blank(cell)]
    if len(filled) < 2:
        return None
    if sum(_address(text) for text in filled) >= 0.8 * len(filled):
        return "ip"
    tests = {
        "email": _EMAIL,
        "phone": _PHONE,
        "account": _IDENTITY,
        "location": _COORDINATES,
    }
    for kind, pattern in tests.items():
        if sum(bool(pattern.fullmatch(text)) for text in filled) >= 0.8 * len(filled):
            return kind
    return None


def _address(text: str) -> bool:
    """An IPv4 or IPv6 address, with or without the place Wenjuanxing adds in parentheses."""
    import ipaddress

    try:
        ipaddress.ip_address(re.split("[(（]", text[:100], maxsplit=1)[0].strip())
    except ValueError:
        return False
    return "." in text or ":" in text


_ASKS = re.compile(
    r"姓名|您的名字|手机号|电话号?码?|微信号|邮箱|身份证|学号|QQ号|住址"
    r"|your (?:full )?name|e-?mail|phone number|home address",
    re.IGNORECASE,
)


def asks_for(question: str) -> str | None:
    """The words by which a question asks for personal data, or None.

    >>> asks_for("9、请留下您的手机号"), asks_for("您的意见")
    ('手机号', None)
    """
    match = _ASKS.search(question)
    return match[0] if match else None


class Fingerprints:
    """Keyed hashes with a key of this load only: equal values get equal marks, and nothing leads back.

    >>> marks = Fingerprints()
    >>> a, b, c = marks.of("ip", ["192.0.2.1(广东-深圳)", "192.0.2.1", None])
    >>> a == b, c is None, "192.168" in a
    (True, True, False)
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, kind: str, values: tuple[Cell, ...] | list[Cell]) -> list[str | None]:
        """One mark for each value; None for an empty one."""
        return [self._one(kind, value) for value in values]

    def _one(self, kind: str, value: Cell) -> str | None:
        if blank(value):
            return None
        text = str(value).strip()
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        text = text.casefold()
        if kind == "ip" and "(" in text:
            text = text.partition("(")[0].strip()
        if kind == "phone":
            text = re.sub(r"\D", "", text)[-11:]
        if not text or text in ("(空)", "(跳过)", "-2", "-3", "未知", "unknown"):
            return None
        return hashlib.blake2b(f"{kind}\0{text}".encode(), key=self._key, digest_size=12).hexdigest()


def redacted(text: str) -> str:
    """Free text without e-mail addresses, phone and identity numbers, cards, accounts, coordinates and links.

    >>> redacted("请联系13800138000或a@b.cn")
    '请联系[…]或[…]'
    """
    for pattern in (*_INSIDE, _INTRO):
        text = pattern.sub("[…]", text)
    return text


_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that starts like one gets a leading apostrophe.

    Numbers stay numbers, and text that is a number ("-3", "+5.2") stays as it is; control characters are dropped.

    >>> safe_cell("=cmd|' /C calc'!A0"), safe_cell("-3"), safe_cell(-3)
    ("'=cmd|' /C calc'!A0", '-3', -3)
    """
    if not isinstance(value, str):
        return value
    text = "".join(char for char in value if char in "\t\n" or unicodedata.category(char) != "Cc")
    start = unicodedata.normalize("NFKC", text.lstrip(" \u3000\xa0\u200b\ufeff")[:1])
    if start in _DANGEROUS or text[:1] in _DANGEROUS:
        return text if re.fullmatch(r"[+-]?\d+(?:\.\d+)?%?", text) else "'" + text
    return text
