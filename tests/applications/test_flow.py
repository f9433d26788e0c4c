from typing import Any

import pytest

from baoming.applications.flow import nodes

NAMES = ("notice", "site", "basic", "contact", "exam", "education", "work", "photo")
DONE = dict.fromkeys(NAMES, "done")
EMPTY = dict.fromkeys(NAMES, "todo")
FILLED = {**DONE, "photo": "todo"}


def road(status: str, **more: Any) -> str:
    """The states of the nodes, one letter each: todo, current, done, failed."""
    settings: dict[str, Any] = {"online": False, "sections": DONE, **more}
    return "".join(node.state[0] for node in nodes(status, **settings))


@pytest.mark.parametrize("online", [False, True])
def test_the_order_of_the_nodes_and_materials_in_online_zones_only(online: bool) -> None:
    names = [node.name for node in nodes("draft", online=online, sections=EMPTY)]
    wanted = ["fill", "photo", "materials", "submit", "confirmation", "review"]
    assert names == (wanted if online else [name for name in wanted if name != "materials"])


@pytest.mark.parametrize(
    ("sections", "on_site", "online", "owing"),
    [
        (EMPTY, "ctttt", "cttttt", "cttttt"),
        # The photo may be confirmed before the rest is filled in.
        ({**EMPTY, "photo": "done"}, "cdttt", "cdtttt", "cdtttt"),
        (FILLED, "dcttt", "dctttt", "dctttt"),
        (DONE, "ddctt", "dddctt", "ddcttt"),
    ],
)
def test_a_draft_stands_at_the_first_thing_to_do(
    sections: dict[str, str], on_site: str, online: str, owing: str
) -> None:
    assert road("draft", sections=sections) == on_site
    assert road("draft", sections=sections, online=True) == online
    assert road("draft", sections=sections, online=True, materials_owed=True) == owing


@pytest.mark.parametrize(
    ("status", "on_site"),
    [
        ("submitted", "dddtt"),
        ("confirmed", "ddddc"),
        ("site_approved", "ddddc"),
        ("qualified", "ddddd"),
        ("rejected", "ddddf"),
        ("refused", "dddft"),
    ],
)
def test_the_road_of_each_status(status: str, on_site: str) -> None:
    assert road(status) == on_site
    assert road(status, online=True) == "d" + on_site


@pytest.mark.parametrize("status", ["submitted", "confirmed", "site_approved", "rejected"])
def test_what_is_submitted_stays_done_whatever_the_sections_say(status: str) -> None:
    assert road(status, sections=EMPTY, materials_owed=True, online=True)[:4] == "dddd"


def test_a_refused_application_that_is_incomplete_again_says_where() -> None:
    broken = {**DONE, "work": "todo"}
    assert road("refused", sections=broken, online=True) == "cdtdft"
    assert road("refused", online=True, materials_owed=True) == "ddcdft"


@pytest.mark.parametrize(
    ("before", "sections", "on_site"),
    [
        ("draft", EMPTY, "ftttt"),
        ("draft", FILLED, "dfttt"),
        ("draft", DONE, "ddftt"),
        (None, EMPTY, "ftttt"),
        ("submitted", DONE, "dddft"),
        ("refused", DONE, "dddft"),
    ],
)
def test_an_abandoned_application_failed_where_it_stood(
    before: str | None, sections: dict[str, str], on_site: str
) -> None:
    assert road("abandoned", sections=sections, before=before) == on_site
