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
_ABROAD = re.compile(r"0[1-9]\d{1,2}-?\d{6,8}|\+\d{1,3}[- ]?\d{2,4}(?:[- ]?\d{2,4}){2,3}")
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


_ASKED_FOR = {
    "email": r"e-?mail|电子邮[箱件]|邮箱|电邮",
    "phone": (
        r"手机号码?|手机$|联系电话|电话号码?|联系方式|whats ?app|(?:mobile|cell|tele|contact|hand)[ -]?phone|"
        r"(?:phone|mobile|contact|telephone) (?:number|no\b)|mobile \(|h/p|tel\b\.?"
    ),
    "account": (
        r"(?:支付宝|微信|qq|淘宝|京东|财付通|银行卡?|收款|转账|云闪付|用户|会员|身份证件?|证件|学|工|护照)"
        r"[的（(]?(?:账号|帐号|账户|帐户|号码|号|id)|(?:账号|帐号)(?:是|为|[:：]|$)|"
        r"(?:留下|填写|提供)[您你]?的?(?:支付宝|微信|qq|淘宝|京东)|"
        r"(?:alipay|wechat|paypal|venmo|bank|prolific|mturk|worker|student|national|passport|identity|id)[ -]"
        r"(?:account|id|card|number|no\b)|account (?:number|id|name)"
    ),
}
_ASKING = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _ASKED_FOR.items()}
_MARK = re.compile(r"[^\s]*(?:\d|@)[^\s]*")


def kind_by_question(header: str, cells: Cells) -> str | None:
    """email, phone or account for a question nobody claimed that asks for one and was answered so.

    A header such as 您的支付宝账号是（用于发放被试费） asks for an account; how often somebody pays by phone does not.
    The answers must look like marks of a person: most of them without blanks, with a digit or an at sign, five
    characters or more, a third of them different.

    >>> from tamkit.survey.readers.table import factorize
    >>> kind_by_question("Mobile Phone (H/p)", factorize(["012-3456789", "0123456780", "011 1234567"]))
    'phone'
    >>> kind_by_question("您的手机号码是几位数", factorize(["11位", "11位", "11位", "10位"])) is None
    True
    """
    plain = unicodedata.normalize("NFKC", header)
    found = next((kind for kind, pattern in _ASKING.items() if pattern.search(plain)), None)
    if found is None:
        return None
    filled = [str(cell).strip() for cell, n in zip(cells.values, cells.used(), strict=True) if n and not blank(cell)]
    count = sum(int(n) for cell, n in zip(cells.values, cells.used(), strict=True) if not blank(cell))
    marks = [text for text in filled if len(text) >= 5 and _MARK.fullmatch(re.sub(r"(?<=\d) (?=\d)", "", text))]
    return found if filled and 2 * len(marks) >= len(filled) and 3 * len(filled) >= count else None


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(text: str) -> bool:
    """Whether a text is an identity number of the People's Republic: its form, and its check digit (GB 11643-1999).

    >>> identity_number("11010519491231002X"), identity_number("110105194912310021")
    (True, False)
    """
    if not _IDENTITY.fullmatch(text):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[rest] == text[17].upper()


#: A mark that no person bears as a name: letters, digits and a few signs, with a digit, or behind a prefix (R_…).
_OPAQUE = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9_.:#/{}+-]{0,63}|[A-Z]{1,3}_[A-Za-z0-9]{10,40}")
_WORD = re.compile(r"([A-Za-z]{3,}(?:[._-][A-Za-z]+)?)[._-]?\d{0,8}")
#: Chinese letters may stand before a number that counts: 学生12, 被试-003.
_COUNTED = re.compile(r"[\u4e00-\u9fff]{0,6}[-_ ]?\d{1,9}")


def unfit_as_id(cells: Cells) -> str | None:
    """Why a column must not name responses: email, phone, account (identity numbers) or text; None where it may.

    One such cell is enough: ids are printed and written to files.
    """
    filled = [spelled for cell in cells.values if not blank(cell) and not _counts(spelled := _spelled(cell))]
    for kind, test in (
        ("email", lambda text: "@" in text and _EMAIL.search(text) is not None),
        ("account", identity_number),
        ("phone", lambda text: (_PHONE.fullmatch(text) or _ABROAD.fullmatch(text)) is not None),
    ):
        if any(test(text) for text in filled):
            return kind
    if not all(_OPAQUE.fullmatch(text) or _COUNTED.fullmatch(text) for text in filled):
        return "text"
    # zhangsan88, lisi_1990: words of their own before a number are user names; P001, P002 count.
    words = [word[1].casefold() for text in filled if (word := _WORD.fullmatch(text))]
    alone = len(set(words)) == 1 and len(filled) < sum(not blank(cell) for cell in cells.values)
    return "text" if alone or (len(set(words)) > 1 and 2 * len(set(words)) > len(filled)) else None


def _counts(text: str) -> bool:
    """A serial as most are: digits, and too few or too many for a phone or an identity number."""
    return text.isdigit() and text.isascii() and len(text) not in (11, 12, 13, 14, 15, 18)


def _spelled(cell: Cell) -> str:
    if isinstance(cell, str) and cell.isascii():
        return cell.strip().lstrip("'")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip().lstrip("'")


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
