"""Forms as data: what is asked, and what came back, every fault at once.

A field is declared once; binding, the page and the list of missing answers read the declaration.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

Option = tuple[str, str]
Kind = Literal[
    "text", "password", "textarea", "choice", "choices", "tick", "date", "month", "integer", "file"
]


@dataclass(frozen=True)
class Upload:
    """One file of a form, whole in memory: the gate has bounded its size."""

    name: str
    data: bytes


Given = Mapping[str, Sequence[str | Upload]]
"""A form as it came: every value of every name."""


@dataclass(frozen=True)
class Field:
    """One question. `check` gets the parsed value and answers with a sentence if it is wrong."""

    name: str
    label: str
    kind: Kind = "text"
    required: bool = True
    max: int | None = None
    options: Sequence[Option] = ()
    low: int | None = None
    high: int | None = None
    check: Callable[[Any], str | None] | None = None
    hint: str = ""
    example: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    suggestions: Sequence[str] = ()
    private: bool = False
    """Never kept on the phone, however short: identity numbers, answers. Passwords never are."""

    def with_options(self, options: Sequence[Option]) -> "Field":
        return replace(self, options=options)


@dataclass
class Bound:
    """A form filled in: what to show again, what it means, what is wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.errors


# The categories Cc and Cs of Unicode; in a text of several lines without line breaks and tabs.
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNREADABLE_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Wrong(ValueError):
    """A value that cannot be what the field asks for; the text is the sentence for the person."""


def bind(fields: Sequence[Field], given: Given, *, may_be_missing: bool = False) -> Bound:
    """Parse what was given. Missing values are `None` (`[]`, `False` for choices and ticks).

    With `may_be_missing` an empty answer is no fault: a half-filled section is saved as it is.
    """
    bound = Bound()
    for each in fields:
        raw = given.get(each.name, ())
        bound.values[each.name] = _shown(each, raw)
        try:
            bound.data[each.name] = value = _parse(each, raw)
            if is_missing(value):
                if each.required and not may_be_missing:
                    raise Wrong(missing_sentence(each))
            elif each.check and (sentence := each.check(value)):
                raise Wrong(sentence)
        except Wrong as wrong:
            bound.errors[each.name] = str(wrong)
    return bound


def filled(fields: Sequence[Field], record: Mapping[str, Any]) -> Bound:
    """A form that shows what is already known."""
    bound = Bound()
    for each in fields:
        value = record.get(each.name)
        bound.data[each.name] = value
        bound.values[each.name] = _as_text(each, value)
    return bound


def is_missing(value: Any) -> bool:
    return value is None or value is False or value == "" or value == []


def missing_sentence(each: Field) -> str:
    if each.kind == "tick":
        return f"请阅读并勾选“{each.label}”。"
    if each.kind in ("choice", "choices"):
        return f"请选择{each.label}。"
    if each.kind == "file":
        return f"请选择要上传的{each.label}。"
    return f"请填写{each.label}。"


def _shown(each: Field, raw: Sequence[str | Upload]) -> Any:
    texts = [value for value in raw if isinstance(value, str)]
    if each.kind == "choices":
        return texts
    if each.kind == "tick":
        return any(texts)
    if each.kind in ("password", "file"):
        return ""
    return texts[-1] if texts else ""


def _as_text(each: Field, value: Any) -> Any:
    if each.kind == "choices":
        return list(value or ())
    if each.kind == "tick":
        return bool(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _parse(each: Field, raw: Sequence[str | Upload]) -> Any:
    if each.kind == "file":
        return next((item for item in raw if isinstance(item, Upload) and item.name), None)
    texts = [readable(item, lines=each.kind == "textarea") for item in raw if isinstance(item, str)]
    if each.kind == "tick":
        return any(texts)
    if each.kind == "choices":
        return _choices(each, [text.strip() for text in texts])
    text = texts[-1] if texts else ""
    if each.kind == "password":
        return _bounded(each, text) if text else None
    text = text.strip()
    return _PARSERS.get(each.kind, _bounded)(each, text) if text else None


def readable(text: str, *, lines: bool = False) -> str:
    """The text itself, unless it holds what no keyboard sends: PostgreSQL refuses NUL, and both
    engines a lone surrogate."""
    if (_UNREADABLE_LINES if lines else _UNREADABLE).search(text):
        raise Wrong("含有无法识别的控制字符，请删除后重新输入。")
    return text


def _bounded(each: Field, text: str) -> str:
    if each.max is not None and len(text) > each.max:
        raise Wrong(f"{each.label}最多 {each.max} 个字，现在有 {len(text)} 个字。")
    return text


def _choices(each: Field, texts: list[str]) -> list[str]:
    known = [value for value, _ in each.options]
    chosen = [text for text in texts if text]
    if any(text not in known for text in chosen):
        raise Wrong(f"{each.label}中有无法识别的选项，请重新选择。")
    return [value for value in known if value in chosen]


def _choice(each: Field, text: str) -> str:
    if not any(text == value for value, _ in each.options):
        raise Wrong(f"{each.label}不在可选范围内，请从列表中选择。")
    return text


def _date(each: Field, text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Wrong(f"{each.label}请按“年-月-日”填写，例如 2012-07-01。")
    try:
        parsed = date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{each.label}不是存在的日期，请检查年月日。") from None
    if not 1900 <= parsed.year <= 2199:
        raise Wrong(f"{each.label}的年份不合理，请检查。")
    return parsed


def _month(each: Field, text: str) -> str:
    if not re.fullmatch(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise Wrong(f"{each.label}请按“年-月”填写，例如 2012-07。")
    return text


def _integer(each: Field, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Wrong(f"{each.label}请填写整数。")
    number = int(text)
    if (each.low is not None and number < each.low) or (
        each.high is not None and number > each.high
    ):
        raise Wrong(f"{each.label}应在 {each.low} 到 {each.high} 之间。")
    return number


_PARSERS: dict[str, Callable[[Field, str], Any]] = {
    "choice": _choice,
    "date": _date,
    "month": _month,
    "integer": _integer,
}
