"""The catalogue in force, held in memory by each process.

A load is seen at once in its own process, and within a second in every other: a look at the
revision, one cheap query, is due once a second. So a page costs no catalogue query, or one.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoming import database
from baoming.catalogue import store
from baoming.catalogue.entries import (
    Circumstances,
    EligibilityRule,
    Exam,
    Notice,
    Point,
    Requirement,
    Site,
    Specialty,
    Zone,
)
from baoming.catalogue.lookups import Catalogue
from baoming.errors import NotFound

__all__ = [
    "Book",
    "Catalogue",
    "Circumstances",
    "EligibilityRule",
    "Exam",
    "Notice",
    "Point",
    "Requirement",
    "Site",
    "Specialty",
    "Zone",
    "book",
    "forget",
    "get",
    "newest",
]

LOOK_EVERY = 1.0
"""Seconds."""


@dataclass(frozen=True)
class Book:
    """Every exam's catalogue, the newest first."""

    catalogues: tuple[Catalogue, ...]

    def get(self, exam: str) -> Catalogue:
        found = (each for each in self.catalogues if each.exam.code == exam)
        return next(found, None) or _missing()

    def newest(self) -> Catalogue:
        return self.catalogues[0] if self.catalogues else _missing()

    def open(self, now: datetime) -> tuple[Catalogue, ...]:
        return tuple(each for each in self.catalogues if each.exam.is_open(now))

    def label(self, kind: str, value: str) -> str:
        """For what outlives an exam, such as a security question: the newest words for it."""
        labels = (each.label(kind, value) for each in self.catalogues)
        return next((label for label in labels if label != value), value)


@dataclass
class _Held:
    engine: Any
    revision: int
    book: Book
    looked_at: float


_held: _Held | None = None


async def book() -> Book:
    global _held
    engine, held = database.current(), _held
    if held is None or held.engine is not engine:
        held = _held = await _read(engine)
    elif time.monotonic() - held.looked_at >= LOOK_EVERY:
        # Noted before the query: others meanwhile go on with what is held.
        held.looked_at = time.monotonic()
        if await store.revision() != held.revision:
            held = _held = await _read(engine)
    return held.book


async def get(exam: str) -> Catalogue:
    """NotFound for an exam that was never loaded."""
    return (await book()).get(exam)


async def newest() -> Catalogue:
    """Of the exam whose window opens last; NotFound before anything was loaded."""
    return (await book()).newest()


def forget() -> None:
    """The next look reads everything again."""
    global _held
    _held = None


async def _read(engine: Any) -> _Held:
    """Between two equal revisions no load has come in, so the parts belong together."""
    while True:
        before = await store.revision()
        exams = await store.stored_exams()
        catalogues = [Catalogue(await store.stored_contents(exam)) for exam in exams]
        if await store.revision() == before:
            return _Held(engine, before, Book(tuple(catalogues)), time.monotonic())


def _missing() -> Catalogue:
    raise NotFound("没有这个考试。")
