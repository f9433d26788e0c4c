"""Putting a file into a slot and taking one out: the row and the bytes agree after any crash.

The bytes come first, the rows after them in one transaction; what is deleted goes the other way
round. So whatever breaks off leaves bytes without a row, which are swept, and never a row without
bytes.
"""

import logging
from dataclasses import dataclass
from typing import Any

from baoming import clock
from baoming.applications.tables import Application
from baoming.catalogue.entries import Requirement
from baoming.database import rows, transaction
from baoming.errors import Conflict, Invalid, NotFound, Refusal
from baoming.files.keeping import keep
from baoming.files.tables import StoredFile
from baoming.materials.intake import Taken
from baoming.materials.requirements import POINTED
from baoming.materials.tables import Material
from baoming.storage import Storage

log = logging.getLogger("baoming")

OPEN = ("draft", "refused")


@dataclass(frozen=True)
class _Opened:
    """The application as this transaction locked it."""

    id: int
    now: Any
    rounds: int
    submitted_at: Any
    refused_items: str | None

    def was_seen(self, material: Material) -> bool:
        """An officer may have looked at it: it was there at a submission."""
        return self.submitted_at is not None and material.created_at <= self.submitted_at


async def put_in(
    storage: Storage,
    application: Application,
    requirement: Requirement,
    taken: Taken,
    replaces: int | None = None,
) -> None:
    """Into the slot. Where one file is allowed it replaces the former one; where several are, it
    is added, or takes the place of `replaces`. Invalid when the slot is full, Conflict when the
    application is not open any more."""
    files = await _kept(storage, application, taken)
    try:
        async with transaction():
            opened = await _open(application)
            inside = await _inside(application.id, requirement.code)
            leaving = _leaving(opened, requirement, inside, replaces)
            gone = await _take_out(opened, leaving)
            for each in files:
                await each.save()
            await Material(
                application=opened.id,
                requirement=requirement.code,
                position=leaving[0].position if leaving else _free(inside),
                round=opened.rounds,
                file=files[0].id,
                thumbnail=files[1].id if len(files) > 1 else None,
                name=taken.name,
                created_at=opened.now,
            ).save()
    except Refusal:
        await _forget(storage, [each.id for each in files])
        raise
    await _forget(storage, gone)


async def take_out(storage: Storage, application: Application, material: int) -> str:
    """Out of its slot; answers the code of the requirement. NotFound for another's, or twice."""
    async with transaction():
        opened = await _open(application)
        found = await Material.objects().where(
            (Material.id == material)
            & (Material.application == application.id)
            & Material.removed_at.is_null()
        )
        if not found:
            raise NotFound("没有找到这个文件，它可能已经删除。")
        gone = await _take_out(opened, found)
    await _forget(storage, gone)
    return found[0].requirement


async def clear(application: int) -> None:
    """Every slot, in the transaction of the caller: the application goes to another zone."""
    await Material.update({Material.removed_at: clock.now()}).where(
        (Material.application == application) & Material.removed_at.is_null()
    )


async def _kept(storage: Storage, application: Application, taken: Taken) -> list[StoredFile]:
    """The file, and its small picture where it has one; no row yet."""
    parts = [(taken.data, taken.content_type)]
    if taken.thumbnail:
        parts.append((taken.thumbnail, "image/jpeg"))
    return [
        await keep(
            storage,
            data,
            kind="material",
            content_type=content_type,
            account=application.account,
            application=application.id,
            name=taken.name,
        )
        for data, content_type in parts
    ]


async def _open(application: Application) -> _Opened:
    """Locks the row, so that two uploads come one after the other; and counts it as a change,
    so that a submission that read the slots before is told to look again."""
    found = await rows(
        "UPDATE application SET version = version + 1"
        " WHERE id = {} AND zone = {} AND status IN ({}, {})"
        " RETURNING rounds, submitted_at, refused_items",
        application.id,
        application.zone,
        *OPEN,
    )
    if not found:
        raise await _changed(application)
    return _Opened(application.id, clock.now(), **found[0])


async def _changed(application: Application) -> Conflict:
    row = await Application.select(Application.status).where(Application.id == application.id)
    link = (f"/applications/{application.number}", "查看这份报名")
    return Conflict(
        "就在刚才，这份报名有了变化，文件没有保存。请查看最新情况。", row[0]["status"], link
    )


async def _inside(application: int, requirement: str) -> list[Material]:
    return (
        await Material.objects()
        .where(
            (Material.application == application)
            & (Material.requirement == requirement)
            & Material.removed_at.is_null()
        )
        .order_by(Material.position)
    )


def _leaving(
    opened: _Opened, requirement: Requirement, inside: list[Material], replaces: int | None
) -> list[Material]:
    """What gives way to a new file."""
    if replaces is not None:
        chosen = [each for each in inside if each.id == replaces]
        if not chosen:
            raise Invalid({"replaces": "要更换的文件已经不在了，请重新选择。"})
        return chosen
    if len(inside) < requirement.max_files:
        return []
    if requirement.max_files == 1:
        return inside
    refused = f"{POINTED}{requirement.code}" in (opened.refused_items or "").split()
    former = [each for each in inside if each.round < opened.rounds]
    if refused and former:
        return former[:1]
    raise Invalid(
        {
            "file": f"这项材料最多 {requirement.max_files} 个文件，已经放满。请选择更换其中一个，或先删除。"
        }
    )


def _free(inside: list[Material]) -> int:
    taken = {each.position for each in inside}
    return next(place for place in range(len(inside) + 1) if place not in taken)


async def _take_out(opened: _Opened, leaving: list[Material]) -> list[str]:
    """What an officer may have seen is kept as it was; of the rest the rows go. Answers the keys
    whose bytes may go once this is committed."""
    gone: list[str] = []
    for each in leaving:
        if opened.was_seen(each):
            await Material.update({Material.removed_at: opened.now}).where(Material.id == each.id)
            continue
        keys = [key for key in (each.file, each.thumbnail) if key]
        await Material.delete().where(Material.id == each.id)
        await StoredFile.delete().where(StoredFile.id.is_in(keys))
        gone += keys
    return gone


async def _forget(storage: Storage, keys: list[str]) -> None:
    """What was decided stands, whatever the storage says: the sweep comes after."""
    for key in keys:
        try:
            await storage.delete(key)
        except Exception:
            log.warning("could not delete %s now", key, exc_info=True)
