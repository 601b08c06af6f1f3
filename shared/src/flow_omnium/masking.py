"""Which parts of a text tell something of a person, and their removal before it is kept, logged or traced. No I/O.

What an operator needs stays: ids, numbers of orders, codes, the names of fields, amounts, dates. What is meant by what is
written down in docs/decisions/0019-what-others-answer.md.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

MASK: Final = "***"
E_MAIL: Final = "<e-mail>"
PHONE: Final = "<phone>"

_E_MAIL = re.compile(r"[^\s@%<>\"'(),;:\[\]{}=]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE_WORD = r"\b(?:tele|cell|mobile|work|home|contact)?_?(?:phone|mobile|mobil|mob|tel|tlf|telefon|cell|sms|fax|msisdn)"
_PHONES = (
    # with a country code: +47 912 34 567, (+46) 70-123 45 67, 0047 22 33 44 55
    re.compile(r"(?<![\w+.])(?:\(\+\d{1,3}\)|\+\d{1,3}|00\d{1,3}(?=[ -]))(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\w)"),
    # as they are grouped here: 912 34 567 and 22 33 44 55; amounts are grouped by threes
    re.compile(r"(?<![\w+.,-])(?:[2-9]\d{2} \d{2} \d{3}|[2-9]\d(?: \d{2}){3})(?![\w]| \d)"),
    # and in Sweden: 070-123 45 67, 08-12 34 56
    re.compile(r"(?<![\w+.,-])0\d{1,3}[- ]\d{2,3} \d{2} \d{2}(?![\w]| \d)"),
)
# Digits in a row may as well be the number of an order: they are a phone's where a word says so.
_SAID_TO_BE_A_PHONE = re.compile(
    rf"({_PHONE_WORD}[a-z_]{{0,12}}(?:[^\w+]{{1,4}}(?:number|no|nr|value|is))?[^\w+]{{1,6}})(\+?\d[\d .()-]{{5,18}}\d)(?!\w)",
    re.IGNORECASE,
)
_MAY_BE_PHONE = re.compile(r"\d[\d .()-]{5,}\d")
_IN_PHONE_WORDS: Final = ("phone", "mob", "tel", "tlf", "cell", "sms", "fax", "sdn")
"""One of these is in every word that says so: to look for them takes a fraction of the pattern's time."""

_QUOTED = re.compile(
    r"(?<!\w)(?:'((?:[^'\n]|(?<=\w)'(?=\w)){1,300}?)'|\"([^\"\n]{1,300})\"|«([^»\n]{1,300})»"
    r"|\u201c([^\u201d\n]{1,300})\u201d|\u2018([^\u2019\n]{1,300})\u2019)(?!\w)"
)
_IDENTIFIER = re.compile(r"[\w.\[\]/$#:+*{}-]{1,128}")
_TELLS_ID = re.compile(r"[\d_./\[\]{}$#]|[a-z][A-Z]|^[A-Z]{2,}$")
_DIGIT = re.compile(r"\d")
_NAMED = re.compile(
    r"(?<!\w)(\w*(?:id|uid|code|number|sku|key|state|status|type|kind|currency|unit))[\"']?\s{0,2}[:=]\s{0,2}$",
    re.IGNORECASE,
)
_NAME_CHARACTERS = 80
_LOWER_UID = re.compile(r"[a-z]+(?:-[a-z]+)+")

_PERSONAL = re.compile(
    r"(e-?mail|phone|mobile|msisdn|(?:^|first|last|middle|full|customer|contact|display|company|sur|given|recipient|buyer|payer)"
    r"_?name$|address|street|^line\d$|postal|zip|^city$|region|birth|gender|social|national|personnumber|recipient|"
    r"attention|^co$|careof|note|comment|remark|greeting)",
    re.IGNORECASE,
)
_FAULTY = re.compile(
    r"^(attempted|rejected|actual|given|current|faulty|invalid)?_?(value|input|received)s?$", re.IGNORECASE
)
_SPEAKING = re.compile(
    r"error|message|title|detail|reason|description|fault|problem|warning|code|type|status|trace|field|property|"
    r"parameter|path|method|instance|exception",
    re.IGNORECASE,
)


def mask_personal(text: str) -> str:
    """Remove e-mail addresses and phone numbers, wherever they stand. Bounded work for any text."""
    if "@" in text or "%40" in text:
        text = _E_MAIL.sub(E_MAIL, text)
    if _MAY_BE_PHONE.search(text) is None:
        return text
    folded = text.casefold()
    if any(word in folded for word in _IN_PHONE_WORDS):
        text = _SAID_TO_BE_A_PHONE.sub(rf"\1{PHONE}", text)
    if " " in text or "+" in text or "00" in text:  # in each of the others there is one of these
        for pattern in _PHONES:
            text = pattern.sub(PHONE, text)
    return text


def mask_words(text: str) -> str:
    """Remove from what somebody else said whatever may be of a person: the above, and quoted values that are no ids."""
    return mask_personal(_QUOTED.sub(_unquoted, text))


def mask_answer(text: str) -> str:
    """Remove it from an error answer, by the names of its fields where it is JSON; else as from words."""
    if not text.lstrip().startswith(("{", "[")):
        return mask_words(text)
    try:
        document = json.loads(text)
        masked = _masked(document, key="", speaks=False)
    except (ValueError, RecursionError):
        return mask_words(text)
    return text if masked == document else json.dumps(masked, ensure_ascii=False)


def mask_value(path: str, value: object) -> object:
    """Return what may be shown of the value of a field: nothing of a personal one, and of others no address or phone."""
    if value is None or isinstance(value, bool):
        return value
    name = re.sub(r"\[\d+\]", "", path).rpartition(".")[2]
    if is_personal(name):
        return MASK
    return mask_personal(value) if isinstance(value, str) else value


def mask_search(text: str) -> str:
    """Return what may be kept of a text by which somebody looked for a record: an id or a number, unless it is a phone number.

    Of a text without a digit nothing is kept, since it may be somebody's name. Digits alone are taken for the number of an order.
    """
    return mask_personal(text) if _is_id(text) and _DIGIT.search(text) is not None else MASK


def is_personal(field: str) -> bool:
    """Tell whether a field of this name holds something of a person."""
    return _PERSONAL.search(field) is not None


def _masked(value: Any, *, key: str, speaks: bool) -> Any:
    """`speaks`: it stands under a key that holds words for people, not values."""
    if isinstance(value, Mapping):
        return {name: _masked(item, key=name, speaks=speaks or _speaks(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, key=key, speaks=speaks) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, str):
        return MASK if is_personal(key) and not speaks else value
    return _masked_text(value, key, speaks=speaks)


def _speaks(field: str) -> bool:
    return _SPEAKING.search(field) is not None and not is_personal(field)


def _masked_text(text: str, key: str, *, speaks: bool) -> str:
    if _FAULTY.match(key) or not speaks:
        return mask_personal(text) if _is_id(text) and not is_personal(key) else MASK
    # `errors: {"email": ["… is not valid"]}`: the key says what the words are about
    return mask_words(text)


def _unquoted(found: "re.Match[str]") -> str:
    value = next(group for group in found.groups() if group is not None)
    whole = found.group(0)
    is_key = found.string[found.end() : found.end() + 2].lstrip().startswith(":") and whole[0] == '"'
    is_kept = is_key or _is_id(value) or _is_said_to_be_an_id(found, value)
    return whole if is_kept else f"{whole[0]}{MASK}{whole[-1]}"


def _is_said_to_be_an_id(found: "re.Match[str]", value: str) -> bool:
    """Tell whether the name of a field of ids or codes stands before it: `storeUid: 'oslo'`."""
    # A text may have a hundred thousand quotes: what is cheap to see is looked at first, and never all that stands before.
    if _IDENTIFIER.fullmatch(value) is None:
        return False
    before = found.string[max(0, found.start() - _NAME_CHARACTERS) : found.start()]
    if not before.rstrip().endswith((":", "=")):
        return False
    named = _NAMED.search(before)
    return named is not None and not is_personal(named[1])


def _is_id(value: str) -> bool:
    """Tell whether a value is an id, a number, a code or a field's name rather than a word or somebody's name."""
    if _IDENTIFIER.fullmatch(value) is None:
        return False
    return _TELLS_ID.search(value) is not None or _LOWER_UID.fullmatch(value) is not None
