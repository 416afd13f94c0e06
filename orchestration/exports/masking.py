"""Free text: what looks like an e-mail address, a phone number, a street address or a signature is masked.

A buyer's message ends up in a reason, a courier writes who signed: columns that nobody marked as personal
can hold personal data. What is looked for depends on what a column is for. A code (an SKU, an ID) is only
searched for e-mail addresses, since digits and dashes are its nature; the seller's own words about a product
only for what can't be part of a model number; every other text for all shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from orchestration.exports.contract import Column

Prose = Literal["code", "catalogue", "prose"]

_CODES = re.compile(r"(_sku|_id|_code|_number|_zone|_type|^currency|^provider|^carrier)$")
_CATALOGUE = frozenset(
    {"product_name", "variation", "sku_name", "category", "product_category", "campaign_name", "video_title"}
)
_TEXTS = frozenset({"text", "label"})

_EMAIL = re.compile(r"\w[\w.%+'-]*\s?[@＠]\s?[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_LABEL = (
    r"tel(?:\.|ephone|efone|epon)?|phone(?: ?(?:no|number))?|mobile|mob|cell(?:phone)?|call|whats ?app|"
    r"wechat|contact|hp|sđt|电话|手机号?|微信|联系方式|โทร"
)
_LABELLED = r"(?:\b|(?<=[\u4e00-\u9fff]))(?:{label})\s*{mark}\s*\(?\d(?:[\s().-]{{0,2}}\d){{6,13}}(?!\w)"
_PHONES = (
    re.compile(r"(?<![\w+])\(?\+\s?\d{1,3}\)?(?:[\s().-]{0,2}\d){7,12}(?!\w)"),
    re.compile(_LABELLED.format(label=_LABEL, mark="[:：]"), re.I),
)
_LOCAL_PHONES = (
    re.compile(_LABELLED.format(label=_LABEL, mark="[#.]?"), re.I),
    re.compile(r"(?<![\w-])\(?[2-9]\d{2}\)?[\s.-]{1,2}[2-9]\d{2}[\s.-]\d{4}(?![\w-])"),
    re.compile(r"(?<![\w-])1[3-9]\d(?:\s?\d{4}\s?\d{4}|-\d{4}-\d{4})(?![\w-])"),
    re.compile(
        r"(?<![\w-])(?=\(?(?:\d[ )-]{0,2}){9,12}(?![\w-]))"
        r"\(?0\d{1,4}\)?[ -]\d{3,6}(?:[ -]?\d{3,5})?(?![\w-])"
    ),
    re.compile(r"(?<![\w-])\(\d{2}\)\s?9?\d{4}-\d{4}(?![\w-])"),
)
_PLAIN_STREETS = r"street|avenue|road|boulevard|lane|terrace|crescent|rd|ave|blvd"
_STREETS = rf"{_PLAIN_STREETS}|st|ln|drive|dr|court|ct|way|place|pl|close"
_UNIT = r"(?:,?\s*(?:apt|apartment|unit|flat|suite|ste|#)\.?\s*\w{1,6})"
_POSTCODE = r"(?:[A-Z]{2}\s+\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2})"
_WORDS = r"\d{1,6}[A-Za-z]?,?\s+(?:[^\W\d_][\w'.-]*\s+){1,4}"
_STRONG_ADDRESSES = (
    re.compile(rf"\b{_WORDS}(?i:{_STREETS})\b\.?[^\n]{{0,40}}?\b{_POSTCODE}\b"),
    re.compile(
        r"[\u4e00-\u9fff]{2,}(?:省|市|区|县|镇)[\u4e00-\u9fff\d]{1,20}(?:路|街|道|巷|弄|大道|村|小区)"
        r"[\u4e00-\u9fff\d-]{0,12}\d+(?:号|弄|室|栋|单元)[\w\u4e00-\u9fff-]*"
    ),
)
_ADDRESSES = (
    re.compile(rf"\b{_WORDS}(?i:{_STREETS})\b\.?(?i:{_UNIT})"),
    re.compile(rf"\b{_WORDS}(?i:{_PLAIN_STREETS})\b\.?(?=$|[,;.\n)]|\s+\d)"),
    re.compile(r"[\u4e00-\u9fff]{2,}(?:路|街|大道|巷|弄)\d{1,5}(?:号|弄)[\w\u4e00-\u9fff-]*"),
    re.compile(r"\bP\.?\s?O\.?\s?Box\s+\d+\b", re.I),
    re.compile(r"(?:\b(?:address|alamat|endereço)\s*[:：]|(?:收货)?地址\s*[:：])\s*[^\n;]{6,}", re.I),
)
_NOBODY = (
    r"neighbou?r|recipient|customer|resident|agent|front|reception|office|carrier|driver|us\b|tiktok|seller|"
    r"warehouse|sender|individual|mailroom|mail\b|(?-i:the|an?)\b"
)
_NAME = r"[^\W\d_][\w'.-]*(?:\s+[^\W\d_][\w'.-]*){0,2}"
_SIGNATURES = (
    re.compile(rf"(?P<said>\b(?:signed(?:\s+for)?\s+by|left\s+with)\s*[:：]?\s*)(?!{_NOBODY}){_NAME}", re.I),
    re.compile(rf"(?P<said>\b(?:received\s+by|recipient|consignee)\s*[:：]\s*)(?!{_NOBODY}){_NAME}", re.I),
    re.compile(r"(?P<said>(?:签收人|收件人|收货人|代收人)\s*[:：]\s*)(?!本人|\[)[^\s,，。;；]{1,20}"),
)
_EMAIL_MARK, _PHONE_MARK, _ADDRESS_MARK, _NAME_MARK = (
    "[e-mail removed]", "[phone removed]", "[address removed]", "[name removed]",
)  # fmt: skip
KINDS = {_EMAIL_MARK: "e-mail", _PHONE_MARK: "phone", _ADDRESS_MARK: "address", _NAME_MARK: "name"}

_SEVEN = r"[0-9][^A-Za-z\n]{0,3}" * 6 + "[0-9]"
SUSPECT = (
    rf"[@＠]|{_SEVEN}|[路街道巷弄号址人]|"
    r"[0-9].*(?i:street|avenue|road|boulevard|lane|terrace|crescent|drive|court|place|close|box|"
    r"\b(?:st|ave|rd|blvd|ln|dr|ct|way|pl)\b)|"
    r"(?i:p\.?\s?o\.?\s?box|signed|received\s+by|left\s+with|recipient|consignee|address|alamat|endere)"
)
"""What every text that is masked fits, in the engine's regular expressions: a text that does not is clean.
Line breaks must have become blanks before.
"""


def prose_of(column: Column) -> Prose:
    """What a text column is for, which decides what is looked for in it."""
    if column.reads not in _TEXTS or column.key_position or _CODES.search(column.name):
        return "code"
    return "catalogue" if column.name in _CATALOGUE else "prose"


def masked(text: str, prose: Prose = "prose") -> str:
    """The text with what looks personal replaced by a mark that says what stood there."""
    while (found := _masked_once(text, prose)) != text:
        text = found  # what stood beside a mark may have got a shape of its own
    return found


def masked_name(path: str) -> str:
    """A file's path as it may be kept and shown: what looks personal in its folders and its name is masked,
    its ending stays.
    """
    *folders, name = path.split("/")
    stem, point, ending = name.rpartition(".")
    shown = f"{masked(stem, 'catalogue')}{point}{ending}" if stem else masked(name, "catalogue")
    return "/".join([*(masked(folder, "catalogue") for folder in folders), shown])


def _masked_once(text: str, prose: Prose) -> str:
    found = _EMAIL.sub(_EMAIL_MARK, text)
    if prose == "code":
        return found
    found = _replaced(found, _PHONES, _PHONE_MARK)
    found = _replaced(found, _STRONG_ADDRESSES, _ADDRESS_MARK)
    if prose == "prose":
        found = _replaced(found, _ADDRESSES, _ADDRESS_MARK)
        found = _replaced(found, _LOCAL_PHONES, _PHONE_MARK)
        for pattern in _SIGNATURES:
            found = pattern.sub(lambda match: match["said"] + _NAME_MARK, found)
    return found


def _replaced(text: str, patterns: Iterable[re.Pattern[str]], mark: str) -> str:
    for pattern in patterns:
        text = pattern.sub(mark, text)
    return text


def kinds_in(text: str) -> list[str]:
    """What was masked in a text, in words."""
    return [kind for mark, kind in KINDS.items() if mark in text]
