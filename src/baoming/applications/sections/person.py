"""基本信息 and 联系方式."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from baoming.applications.sections.base import Frame, Values, choice
from baoming.catalogue import codes
from baoming.catalogue.current import Catalogue
from baoming.fields import Field


def basic(frame: Frame, values: Values) -> tuple[Field, ...]:
    return (
        choice("gender", "性别", codes.GENDERS, check=_fixed_gender(frame)),
        Field("birth_date", "出生日期", "date", check=_fixed_birth(frame), autocomplete="bday"),
        *_of_everybody(frame.catalogue),
    )


@lru_cache(maxsize=16)
def _of_everybody(catalogue: Catalogue) -> tuple[Field, ...]:
    options = catalogue.options
    return (
        Field("ethnicity", "民族", "choice", options=options("ethnicity")),
        Field("health", "健康状态", "choice", options=options("health")),
        Field(
            "id_expires_on",
            "证件有效截止日期",
            "date",
            hint="证件正面“有效期限”的截止日；长期有效的，勾选下面的“证件长期有效”。",
        ),
        Field("id_permanent", "证件长期有效", "tick"),
    )


def basic_wanted(frame: Frame, values: Values) -> tuple[str, ...]:
    always = ("gender", "birth_date", "ethnicity", "health")
    return always if values["id_permanent"] else (*always, "id_expires_on")


def _fixed_gender(frame: Frame) -> Callable[[str], str | None]:
    fixed = frame.fixed_gender
    if fixed is None:
        return lambda value: None
    sentence = f"与证件号码不一致：证件号码表明性别为“{codes.GENDERS[fixed]}”。"
    return lambda value: None if value == fixed else sentence


def _fixed_birth(frame: Frame) -> Callable[[date], str | None]:
    def check(value: date) -> str | None:
        if frame.fixed_birth_date and value != frame.fixed_birth_date:
            return f"与证件号码不一致：证件号码表明出生日期为 {frame.fixed_birth_date}。"
        return "出生日期不能晚于今天。" if value > frame.today else None

    return check


def contact(frame: Frame, values: Values) -> tuple[Field, ...]:
    return _contact()


@cache
def _contact() -> tuple[Field, ...]:
    return (
        Field(
            "mobile",
            "手机号码",
            max=20,
            check=check_mobile,
            example="13800001234",
            autocomplete="tel",
            inputmode="tel",
        ),
        Field("phone", "固定电话", required=False, max=20, check=_phone, inputmode="tel"),
        Field(
            "email",
            "电子邮箱",
            required=False,
            max=100,
            check=_email,
            autocomplete="email",
            inputmode="email",
        ),
        Field("address", "通信地址", required=False, max=200, autocomplete="street-address"),
        Field(
            "postcode",
            "邮政编码",
            required=False,
            max=6,
            check=_postcode,
            inputmode="numeric",
            autocomplete="postal-code",
        ),
    )


def check_mobile(value: str) -> str | None:
    if re.fullmatch(r"1[0-9]{10}|\+[0-9]{1,3}[ -]?[0-9]{4,15}", value):
        return None
    return "请填写 11 位手机号码；境外号码请以 + 和国家（地区）代码开头，例如 +85291234567。"


def _phone(value: str) -> str | None:
    good = re.fullmatch(r"\+?[0-9]{3,}([ -]?[0-9]+)*", value)
    return None if good else "请填写区号和号码，例如 0931-8412345。"


def _email(value: str) -> str | None:
    good = re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value)
    return None if good else "电子邮箱的写法不对，例如 name@example.cn。"


def _postcode(value: str) -> str | None:
    return None if re.fullmatch(r"[0-9]{6}", value) else "邮政编码是 6 位数字。"
