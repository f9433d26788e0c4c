# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""The officers' accounts: who signs in, who adds whom."""

import re
from typing import Any

from baoming import clock
from baoming.accounts import passwords, throttle
from baoming.accounts.tables import SignIn
from baoming.audit.record import note
from baoming.catalogue.current import Catalogue
from baoming.database import is_unique_violation, rows, transaction
from baoming.desk.officer import ROLES, Officer
from baoming.desk.tables import Staff
from baoming.errors import Conflict, Invalid, NotAllowed, NotFound

MANAGES = {"center": ("center", "zone", "site", "point"), "zone": ("site", "point")}
"""Whose accounts an officer adds and closes; a zone only its own sites and points."""

_NEEDS = {"center": (), "zone": ("zone",), "site": ("site",), "point": ("point",)}
_WORDS = {"zone": "考区", "site": "考点", "point": "报名点"}


async def verified(username: str, password: str) -> Staff | None:
    """The officer of this name and password. Takes equally long for an unknown name."""
    found = await Staff.objects().get(
        (Staff.username_key == key_of(username)) & Staff.active.eq(True)
    )
    if not await passwords.verify(found.password_hash if found else None, password):
        return None
    if found and passwords.needs_rehash(found.password_hash):
        hashed = await passwords.hash_password(password)
        await Staff.update({Staff.password_hash: hashed}).where(Staff.id == found.id)
    return found


async def signed_in(username: str, password: str, address: str) -> Staff | None:
    """TooMany after ten failures for one name from one address; right ones never count."""
    whom = (key_of(username), throttle.network(address))
    await throttle.check(throttle.DESK, *whom)
    found = await verified(username, password)
    if found is None:
        await throttle.count(throttle.DESK, *whom)
        return None
    await throttle.passed(throttle.DESK, *whom)
    return found


async def add(
    catalogue: Catalogue,
    username: str,
    password: str,
    role: str,
    *,
    zone: str | None = None,
    site: str | None = None,
    point: str | None = None,
    by: Officer | None = None,
) -> Staff:
    """Invalid by field. Without `by` it is the command line, which may add anybody."""
    codes = {"zone": zone or None, "site": site or None, "point": point or None}
    errors = _name_and_password(username, password)
    placed = _placed(catalogue, role, codes, errors)
    if by is not None:
        _require_own(by, role, placed, errors)
    if errors:
        raise Invalid(errors)
    row = Staff(
        username=username,
        username_key=key_of(username),
        password_hash=await passwords.hash_password(password),
        role=role,
        zone=placed["zone"],
        site=placed["site"],
        point=placed["point"],
        active=True,
        created_at=clock.now(),
    )
    try:
        await row.save()
    except Exception as failed:
        if is_unique_violation(failed):
            raise Invalid({"username": "这个用户名已有人使用，请换一个。"}) from None
        raise
    await note("staff", str(by.id) if by else None, "staff:add", username)
    return row


async def set_active(officer: Officer, id: int, active: bool) -> Staff:
    """Closing ends the sign-ins at once; opening again keeps name, role and password."""
    require_manager(officer)
    found = await Staff.objects().get(Staff.id == id)
    if found is None or not _is_own(officer, found.role, found.zone):
        raise NotFound("没有找到这个工作人员账号。")
    if found.id == officer.id:
        raise Conflict("不能停用自己正在使用的账号。", link=("/desk/staff", "返回工作人员"))
    async with transaction():
        await note(
            "staff", str(officer.id), "staff:open" if active else "staff:close", found.username
        )
        await Staff.update({Staff.active: active}).where(Staff.id == id)
        if not active:
            await SignIn.update({SignIn.staff: None}).where(
                (SignIn.staff == id) & SignIn.account.is_not_null()
            )
            await SignIn.delete().where(SignIn.staff == id)
    return found


async def listed(officer: Officer, zone: str | None = None) -> list[dict[str, Any]]:
    """The accounts that this officer manages, the open ones first; the center's of one zone,
    or of itself and the zones."""
    require_manager(officer)
    where, values = "role IN ('center', 'zone')", []
    if officer.role == "zone":
        where, values = "role IN ('site', 'point') AND zone = {}", [officer.zone]
    elif zone:
        where, values = "zone = {}", [zone]
    return await rows(
        "SELECT id, username, role, zone, site, point, active FROM staff"
        f" WHERE {where} ORDER BY active DESC, zone, site, point, username",
        *values,
    )


def require_manager(officer: Officer) -> None:
    if officer.role not in MANAGES:
        raise NotAllowed("工作人员账号由人才中心和考区管理，您的账号没有这项权限。")


def key_of(username: str) -> str:
    """Names are compared without case."""
    return username.strip().casefold()


def _name_and_password(username: str, password: str) -> dict[str, str]:
    errors = {}
    if not re.fullmatch(r"[A-Za-z0-9._-]{3,32}", username):
        errors["username"] = "用户名为 3 到 32 位的字母、数字、点、下划线或连字符。"
    if fault := passwords.check_password(password):
        errors["password"] = fault
    return errors


def _placed(
    catalogue: Catalogue, role: str, codes: dict[str, str | None], errors: dict[str, str]
) -> dict[str, str | None]:
    """The narrowest code says the others; one that contradicts is a fault."""
    if role not in ROLES:
        errors["role"] = "请选择角色。"
        return {}
    for name in _NEEDS[role]:
        if codes[name] is None:
            errors[name] = f"请选择{_WORDS[name]}。"
            return {}
    point = catalogue.point(codes["point"]) if role == "point" else None
    if role == "point" and point is None:
        errors["point"] = "没有这个报名点。"
        return {}
    site = catalogue.site(point.site if point else codes["site"]) if role != "zone" else None
    if role in ("site", "point") and site is None:
        errors["site"] = "没有这个考点。"
        return {}
    zone = site.zone if site else codes["zone"] if role == "zone" else None
    if zone is not None and zone not in {each.code for each in catalogue.contents.zones}:
        errors["zone"] = "没有这个考区。"
    found = {
        "zone": zone,
        "site": site.code if site else None,
        "point": point.code if point else None,
    }
    for name, code in codes.items():
        if code is not None and found[name] is not None and code != found[name]:
            errors[name] = f"{_WORDS[name]}与所选的下级机构不一致，请核对。"
    return found


def _require_own(
    by: Officer, role: str, placed: dict[str, str | None], errors: dict[str, str]
) -> None:
    require_manager(by)
    if role in ROLES and not errors and not _is_own(by, role, placed.get("zone")):
        errors["role"] = "考区只能添加本考区的考点和报名点账号。"


def _is_own(officer: Officer, role: str, zone: str | None) -> bool:
    return role in MANAGES[officer.role] and (
        officer.role == "center" or (zone is not None and zone == officer.zone)
    )
