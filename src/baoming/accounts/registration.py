"""Opening an account (用户注册): every field, and the one transaction that writes it.

Name, document type and number are frozen afterwards (notice of 2024); a second entry guards them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from baoming import clock
from baoming.accounts import documents, names, throttle
from baoming.accounts.identity import index_of, sealed
from baoming.accounts.passwords import check_password, hash_answer, hash_password
from baoming.accounts.tables import Account
from baoming.catalogue.codes import ID_TYPES
from baoming.database import is_unique_violation, rows
from baoming.errors import Invalid
from baoming.fields import Bound, Field, Given, Option, bind

TAKEN = (
    "这个证件号码已经注册过。如果是您本人注册的，请直接登录，忘记密码可以找回；"
    "如果不是您本人注册的，请在本页下方选择“证件号码被他人注册”，由考区核对证件后处理。"
)
USERNAME_TAKEN = "这个用户名已有人使用，请换一个。"


def fields(questions: Sequence[Option]) -> tuple[Field, ...]:
    return (
        Field(
            "username",
            "用户名",
            max=32,
            check=check_username,
            hint="3 到 32 个字母、数字或 . _ -，登录时使用。",
            autocomplete="username",
        ),
        Field(
            "password",
            "密码",
            "password",
            max=128,
            check=check_password,
            hint="至少 8 个字符。",
            autocomplete="new-password",
        ),
        Field("password_again", "再输入一次密码", "password", max=128, autocomplete="new-password"),
        Field(
            "name",
            "姓名",
            max=60,
            check=names.check_name,
            hint="与证件完全一致。少数民族姓名中的点请用“·”；打不出的生僻字可从别处复制，实在没有的用拼音，例如“王(suo)”。",
            autocomplete="name",
        ),
        Field("name_again", "再输入一次姓名", max=60, autocomplete="off"),
        Field("id_type", "证件类型", "choice", options=tuple(ID_TYPES.items())),
        Field("id_number", "证件号码", max=30, autocomplete="off", private=True),
        Field("id_number_again", "再输入一次证件号码", max=30, autocomplete="off", private=True),
        Field("security_question", "密码找回问题", "choice", options=questions),
        Field(
            "security_answer",
            "密码找回答案",
            max=100,
            hint="请记牢，忘记密码时要用。",
            autocomplete="off",
            private=True,
        ),
        Field("agree", "我已阅读特别提示，由本人注册，并同意本系统为报名处理我的个人信息", "tick"),
    )


def read(form: Sequence[Field], given: Given) -> Bound:
    """Every fault that can be told without looking anybody up."""
    bound = bind(form, given)
    _check_number(bound)
    for name, words in (("password", "密码"), ("name", "姓名"), ("id_number", "证件号码")):
        again = f"{name}_again"
        if name in bound.errors or again in bound.errors:
            continue
        if _comparable(name, bound.data[name]) != _comparable(name, bound.data[again]):
            bound.errors[again] = f"两次输入的{words}不一致，请核对。"
    return bound


async def register(data: Mapping[str, Any], address: str) -> UUID:
    """The new account. Invalid when the number or the username is taken, whoever was faster.

    TooMany in place of the answer that a number is taken, when an address heard it too often.
    """
    number = documents.normalise(data["id_number"])
    index = index_of(number)
    await _refuse_taken(data["username"], index, address)
    account = uuid4()
    row = Account(
        id=account,
        username=data["username"],
        username_key=username_key(data["username"]),
        name=names.clean_name(data["name"]),
        id_type=data["id_type"],
        id_number=sealed(number, account),
        id_number_index=index,
        password_hash=await hash_password(data["password"]),
        security_question=data["security_question"],
        security_answer_hash=await hash_answer(data["security_answer"]),
        created_at=clock.now(),
    )
    try:
        await row.save()
    except Exception as error:
        if not is_unique_violation(error):
            raise
        await _refuse_taken(data["username"], index, address)
        raise
    return account


def check_username(text: str) -> str | None:
    if not re.fullmatch(r"[A-Za-z0-9._-]{3,32}", text):
        return "用户名由 3 到 32 个字母、数字或 . _ - 组成。"
    if documents.looks_like_document(text):
        return "用户名不能像证件号码；证件号码本身就可以用来登录，请另取一个用户名。"
    return None


def username_key(username: str) -> str:
    """Compared without case."""
    return username.casefold()


async def _refuse_taken(username: str, index: str, address: str) -> None:
    found = await rows(
        "SELECT username_key, id_number_index FROM account"
        " WHERE username_key = {} OR id_number_index = {} OR id_number_index = {}",
        username_key(username),
        index,
        index_of(username),
    )
    if any(row["id_number_index"] == index for row in found):
        # The one page that must say whether a number is known: not to those who try many.
        await throttle.check(throttle.NUMBER_TAKEN, throttle.network(address))
        await throttle.count(throttle.NUMBER_TAKEN, throttle.network(address))
        raise Invalid({"id_number": TAKEN})
    if found:
        # A username known to be taken must not tell the free numbers by another answer.
        await throttle.check(throttle.NUMBER_TAKEN, throttle.network(address))
        raise Invalid({"username": USERNAME_TAKEN})


def _check_number(bound: Bound) -> None:
    number, id_type = bound.data.get("id_number"), bound.data.get("id_type")
    if number and id_type and (sentence := documents.check(id_type, number)):
        bound.errors["id_number"] = sentence


def _comparable(name: str, value: str) -> str:
    if name == "name":
        return names.clean_name(value)
    return documents.normalise(value) if name == "id_number" else value
