import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoming import security
from baoming.security import Keys, Undecipherable

KEYS = Keys("a secret of one deployment, long enough")
ANY = st.text(st.characters())


def test_keys_of_a_purpose_never_change():
    assert KEYS.mac("csrf", "a") == (
        "08614f2e10c49e94aae984da3a4de74b3d2d5506e573492a8cf187b32dc981ac"
    )
    assert KEYS.blind_index("11010519491231002X", "id_number") == (
        "0933ba320bf98d0d00d6e61e45944fdc6c9cade72fab7fc5b2a8a3d6513c356a"
    )


@given(plain=ANY, where=ANY)
def test_decrypt_gives_back_what_was_encrypted(plain, where):
    assert KEYS.decrypt(KEYS.encrypt(plain, where), where) == plain


def test_encrypt_twice_gives_two_texts_of_33_bytes_more():
    first, second = (KEYS.encrypt("11010519491231002X", "account.id_number:1") for _ in "12")
    assert first != second
    assert len(first) == len(second) == 18 + 33


def test_decrypt_of_a_value_moved_to_another_row_is_refused():
    blob = KEYS.encrypt("11010519491231002X", "account.id_number:1")
    with pytest.raises(Undecipherable, match=r"account\.id_number:2"):
        KEYS.decrypt(blob, "account.id_number:2")


@given(at=st.integers(0, 33 + 6 - 1), bit=st.integers(0, 7))
def test_decrypt_of_a_value_with_one_bit_changed_is_refused(at, bit):
    blob = bytearray(KEYS.encrypt("secret", "t.c:1"))
    blob[at] ^= 1 << bit
    with pytest.raises(Undecipherable):
        KEYS.decrypt(bytes(blob), "t.c:1")


@given(st.binary(max_size=60))
def test_decrypt_of_anything_else_is_refused(blob):
    with pytest.raises(Undecipherable):
        KEYS.decrypt(blob, "t.c:1")


@pytest.mark.parametrize("length", range(34))
def test_decrypt_of_a_cut_value_is_refused(length):
    with pytest.raises(Undecipherable):
        KEYS.decrypt(KEYS.encrypt("secret", "t.c:1")[:length], "t.c:1")


def test_a_new_secret_beside_the_former_one_opens_both_and_writes_with_the_new():
    old, new = Keys("the former secret"), Keys("the new secret", "the former secret")
    written_before, written_now = old.encrypt("x", "t.c:1"), new.encrypt("x", "t.c:1")
    assert new.decrypt(written_before, "t.c:1") == new.decrypt(written_now, "t.c:1") == "x"
    assert (new.is_current(written_before), new.is_current(written_now)) == (False, True)
    with pytest.raises(Undecipherable):
        old.decrypt(written_now, "t.c:1")


def test_an_empty_secret_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Keys("")


def test_the_secret_is_not_shown():
    assert re.fullmatch(r"Keys\([0-9a-f]{8}\)", repr(KEYS))


@given(a=st.lists(ANY, max_size=3), b=st.lists(ANY, max_size=3))
def test_mac_is_equal_for_equal_parts_only(a, b):
    assert (KEYS.mac("p", *a) == KEYS.mac("p", *b)) == (a == b)


def test_mac_and_index_differ_by_purpose_and_by_secret():
    seen = {k.mac(p, "a") for k in (KEYS, Keys("another")) for p in ("p", "q")}
    seen |= {k.blind_index("a", p) for k in (KEYS, Keys("another")) for p in ("p", "q")}
    assert len(seen) == 8


def test_keys_before_use_is_an_error_and_after_it_the_keys(monkeypatch):
    monkeypatch.setattr(security, "_in_use", None)
    with pytest.raises(RuntimeError, match=r"security\.use"):
        security.keys()
    used = security.use("a secret of one deployment, long enough")
    assert security.keys() is used
    assert used.mac("p", "a") == KEYS.mac("p", "a")


def test_tokens_have_43_characters_of_an_address_and_never_repeat():
    made = [security.token() for _ in range(100)]
    assert len(set(made)) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", each) for each in made)


def test_token_hash_is_sha256():
    assert security.token_hash("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@given(a=ANY, b=ANY)
def test_same_says_whether_two_texts_are_equal(a, b):
    assert security.same(a, a)
    assert security.same(a, b) == (a == b)
