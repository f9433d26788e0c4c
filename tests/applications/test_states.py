"""Every status, move, role and kind of zone, against the table as the notice words it."""

from itertools import product

import pytest

from baoming.applications.states import MOVES, STATUSES, find, may, moves_of, open_to

ACTORS = ("candidate", "point", "site", "zone", "center", "system", "clock")
STAFF = {"point", "site", "zone"}

# verb → from → (to, who, kind of zone); "" is the same status, "before" the one before.
TABLE: dict[str, dict[str, tuple[str, set[str], str]]] = {
    "submit": dict.fromkeys(("draft", "refused"), ("submitted", {"candidate"}, "any")),
    "auto_confirm": {"submitted": ("confirmed", {"system"}, "any")},
    "withdraw": {"submitted": ("draft", {"candidate"}, "any")},
    "change_zone": {"draft": ("", {"candidate"}, "any")},
    "confirm": {"submitted": ("confirmed", STAFF, "any")},
    "refuse": {"submitted": ("refused", STAFF, "online")},
    "reopen": {"confirmed": ("submitted", {"zone"}, "any")},
    "keep": {"submitted": ("confirmed", {"clock"}, "any")},
    "extend": dict.fromkeys(("draft", "submitted", "refused"), ("", {"zone"}, "any")),
    "approve": {
        "confirmed": ("site_approved", {"site"}, "any"),
        "site_approved": ("qualified", {"zone"}, "any"),
    },
    "reject": {
        "confirmed": ("rejected", {"site"}, "any"),
        "site_approved": ("rejected", {"zone"}, "any"),
    },
    "return": {"site_approved": ("confirmed", {"zone"}, "any")},
    "revoke": {"rejected": ("before", {"zone"}, "any")},
    "restore": {"abandoned": ("before", {"zone"}, "any")},
    "import": {},
    "lapse": dict.fromkeys(("draft", "submitted", "refused"), ("abandoned", {"clock"}, "any")),
}


def test_the_table_names_every_verb_once_in_its_order() -> None:
    assert list(dict.fromkeys(move.verb for move in MOVES)) == list(TABLE)


@pytest.mark.parametrize(
    ("verb", "status", "online"), list(product(TABLE, STATUSES, (False, True)))
)
def test_a_move_leads_from_where_it_may_to_where_it_should(
    verb: str, status: str, online: bool
) -> None:
    found = find(verb, status, online)
    expected = TABLE[verb].get(status)
    if expected is None or (expected[2] == "online" and not online):
        assert found is None
        return
    assert found is not None
    assert (found.to, set(found.actors)) == expected[:2]


@pytest.mark.parametrize(
    ("actor", "status", "online"), list(product(ACTORS, STATUSES, (False, True)))
)
def test_the_buttons_of_a_person_are_their_moves(actor: str, status: str, online: bool) -> None:
    expected = {
        verb
        for verb, origins in TABLE.items()
        if status in origins
        and actor in origins[status][1]
        and (online or origins[status][2] == "any")
    }
    buttons = [move.verb for move in open_to(actor, status, online)]
    assert set(buttons) == expected
    assert len(buttons) == len(expected)


@pytest.mark.parametrize("verb", TABLE)
def test_a_role_has_a_verb_or_has_not(verb: str) -> None:
    wanted = {actor for _, actors, _ in TABLE[verb].values() for actor in actors}
    if verb == "import":
        wanted = {"zone"}
    assert {actor for actor in ACTORS if may(verb, actor)} == wanted


def test_the_center_makes_no_move() -> None:
    assert not any("center" in move.actors for move in MOVES)


def test_reasons_and_dates_are_wanted_as_the_forms_say() -> None:
    wants = {verb: set(moves_of(verb)[0].wants) for verb in TABLE}
    both = {"reason", "until"}
    assert {verb: what for verb, what in wants.items() if what} == {
        "confirm": {"code"},
        "refuse": {"reason", "item"},
        "reopen": both,
        "extend": both,
        "reject": {"reason"},
        "return": {"reason"},
        "revoke": {"reason"},
        "restore": both,
    }
