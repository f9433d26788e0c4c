import asyncio
import threading
import time

import argon2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoming.accounts import passwords
from baoming.accounts.passwords import (
    DUMMY_HASH,
    check_password,
    hash_answer,
    hash_password,
    needs_rehash,
    verify,
    verify_answer,
)


async def test_the_right_password_and_no_other():
    made = await hash_password("正确的密码 1")
    assert await verify(made, "正确的密码 1")
    assert not await verify(made, "正确的密码 1 ")
    assert not await verify(made, "")


async def test_hash_has_the_parameters_of_owasp_and_its_own_salt():
    first, second = await asyncio.gather(hash_password("x" * 8), hash_password("x" * 8))
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


@settings(max_examples=10, deadline=None)
@given(text=st.text(st.characters(), min_size=8, max_size=128))
async def test_any_characters_make_a_password(text):
    assert check_password(text) is None
    assert await verify(await hash_password(text), text)


async def test_a_password_of_a_mac_is_that_of_a_phone():
    assert await verify(await hash_password("Jose\u0301 2024"), "José 2024")


async def test_an_unknown_login_is_refused_at_the_same_cost():
    known = await hash_password("correct horse")
    costs = []
    for hash in (known, None, known, None, known, None):
        begun = time.perf_counter()
        assert not await verify(hash, "wrong horse")
        costs.append(time.perf_counter() - begun)
    assert 0.2 < min(costs[::2]) / min(costs[1::2]) < 5


def test_the_dummy_hash_costs_what_a_hash_costs_today():
    assert argon2.extract_parameters(DUMMY_HASH) == argon2.extract_parameters(
        passwords._argon2id.hash("x")
    )
    assert not needs_rehash(DUMMY_HASH)


async def test_a_hash_of_other_parameters_is_verified_and_wants_a_new_one():
    old = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=2).hash("12345678")
    assert await verify(old, "12345678")
    assert needs_rehash(old)
    assert not needs_rehash(await hash_password("12345678"))


@pytest.mark.parametrize("hash", ["", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$AAAA"])
async def test_a_broken_hash_matches_nothing(hash):
    assert not await verify(hash, "12345678")


async def test_an_answer_is_compared_trimmed_after_nfkc_and_with_case():
    made = await hash_answer(" 第一人民医院 ＡＢ ")
    assert await verify_answer(made, "第一人民医院 AB")
    assert await verify_answer(made, "　第一人民医院　AB")
    assert not await verify_answer(made, "第一人民医院 ab")
    assert not await verify_answer(made, "第一人民医院AB")
    assert not await verify_answer(None, "第一人民医院 AB")


async def test_never_more_than_two_at_once_and_none_on_the_event_loop(monkeypatch):
    at_once, most, threads = 0, 0, set()
    lock, hash = threading.Lock(), passwords._argon2id.hash

    class Counting:
        def hash(self, secret):
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
                threads.add(threading.current_thread())
            made = hash(secret)
            with lock:
                at_once -= 1
            return made

    monkeypatch.setattr(passwords, "_argon2id", Counting())
    made = await asyncio.gather(*(hash_password("12345678") for _ in range(8)))
    assert len(set(made)) == 8
    assert most <= 2
    assert threading.main_thread() not in threads


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "密码至少 8 个字符，现在是 0 个。"),
        ("1234567", "密码至少 8 个字符，现在是 7 个。"),
        ("12345678", None),
        ("       8", None),
        ("密" * 8, None),
        ("x" * 128, None),
        ("x" * 129, "密码最多 128 个字符，现在是 129 个。"),
    ],
)
def test_the_rule_for_a_new_password(text, sentence):
    assert check_password(text) == sentence
