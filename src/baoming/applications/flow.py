"""The road of an application as people see it: nodes, in order, each with its state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Name = Literal["fill", "photo", "materials", "submit", "confirmation", "review"]
State = Literal["todo", "current", "done", "failed"]

PREPARING: tuple[Name, ...] = ("fill", "photo", "materials", "submit")
"""What is the candidate's to do before an officer looks."""


@dataclass(frozen=True)
class Node:
    name: Name
    state: State


def nodes(
    status: str,
    *,
    online: bool,
    sections: Mapping[str, str],
    materials_owed: bool = False,
    before: str | None = None,
) -> tuple[Node, ...]:
    """`sections` as `readiness.section_states` tells them; `materials` is a node of online zones.

    `before` is the status that an abandoned application had: its road stays as far as it came,
    and the node at which it ended has failed.
    """
    prepared = _prepared(sections, materials_owed)
    if status == "draft":
        road = _on_the_way(prepared, "current")
    elif status == "abandoned" and before in (None, "draft"):
        road = _on_the_way(prepared, "failed")
    else:
        road = {**_mended(status, prepared), **_judged(status)}
    return tuple(Node(name, state) for name, state in road.items() if online or name != "materials")


def _prepared(sections: Mapping[str, str], materials_owed: bool) -> dict[Name, bool]:
    filled = all(state == "done" for name, state in sections.items() if name != "photo")
    shown = sections.get("photo") == "done"
    # What is owed depends on the answers, so nothing is complete before they are.
    return {"fill": filled, "photo": shown, "materials": filled and shown and not materials_owed}


def _on_the_way(prepared: Mapping[Name, bool], next_one: State) -> dict[Name, State]:
    """Done, or to do; the first that is to do is where the candidate stands."""
    road: dict[Name, State] = {}
    for name in PREPARING:
        if prepared.get(name, False):
            road[name] = "done"
        else:
            road[name] = "todo" if next_one in road.values() else next_one
    return {**road, "confirmation": "todo", "review": "todo"}


def _mended(status: str, prepared: Mapping[Name, bool]) -> dict[Name, State]:
    """Once submitted all this is done; a refused application may be incomplete again."""
    if status != "refused":
        return dict.fromkeys(PREPARING, "done")
    return dict(_told(prepared))


def _told(prepared: Mapping[Name, bool]) -> Iterator[tuple[Name, State]]:
    stands = False
    for name in PREPARING:
        done = name == "submit" or prepared[name]
        yield name, "done" if done else ("todo" if stands else "current")
        stands = stands or not done


def _judged(status: str) -> dict[Name, State]:
    states: dict[str, tuple[State, State]] = {
        "submitted": ("todo", "todo"),
        "refused": ("failed", "todo"),
        "abandoned": ("failed", "todo"),
        "confirmed": ("done", "current"),
        "site_approved": ("done", "current"),
        "qualified": ("done", "done"),
        "rejected": ("done", "failed"),
    }
    confirmation, review = states[status]
    return {"confirmation": confirmation, "review": review}
