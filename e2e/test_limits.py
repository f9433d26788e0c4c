"""Too many tries, each from an address of its own, so that nobody else waits."""

import httpx
from e2e.deployment import OFFICER_PASSWORD, Deployment
from e2e.road import PASSWORD


def test_too_many_tries_are_told_when_to_come_back(deployment: Deployment) -> None:
    victim, neighbour = deployment.candidate(), deployment.candidate()
    victim.register()
    neighbour.register()
    guest = deployment.visitor("127.0.0.9")
    for _ in range(10):
        assert guest.fill("/login", login=victim.username, password="wrong").status_code == 422
    _wait(guest.fill("/login", login=victim.username, password=PASSWORD))
    _wait(guest.fill("/login", login=victim.username.upper(), password=PASSWORD))
    fresh = deployment.visitor("127.0.0.9")
    signed_in = fresh.fill("/login", login=neighbour.username, password=PASSWORD)
    assert signed_in.status_code == 303


def test_recovery_answers_alike_for_known_and_unknown(deployment: Deployment) -> None:
    known = deployment.candidate()
    known.register()
    for login in (known.username, "nobody.at.all"):
        guest = deployment.visitor("127.0.0.9")
        page = guest.follow(guest.fill("/recover", login=login))
        again = guest.follow(guest.fill("/recover", login=login))
        assert page.text == again.text
        tries = []
        for _ in range(11):
            answer = (
                guest.fill(
                    "/recover/answer",
                    security_answer="wrong",
                    password=PASSWORD,
                    password_again=PASSWORD,
                )
                if guest.get("/recover/answer").status_code == 200
                else guest.post("/recover/answer", {"security_answer": "wrong"})
            )
            tries.append(answer.status_code)
            if answer.status_code == 429:
                break
        assert tries == [422] * 10 + [429]
        _wait(answer)


def test_taken_numbers_are_told_thirty_times_an_hour(deployment: Deployment) -> None:
    taken, guest = deployment.candidate(), deployment.visitor("127.0.0.9")
    taken.register()
    form = taken.registration(guest.page("/register"))
    token = guest.token()
    statuses = [guest.post("/register", form, token=token).status_code for _ in range(30)]
    assert statuses == [422] * 30
    _wait(guest.post("/register", form, token=token))


def test_the_desk_limits_guesses(deployment: Deployment) -> None:
    guest = deployment.visitor("127.0.0.9")
    statuses = [
        guest.fill("/desk/login", username="zhuzhou", password="wrong").status_code
        for _ in range(10)
    ]
    assert statuses == [422] * 10
    _wait(guest.fill("/desk/login", username="zhuzhou", password=OFFICER_PASSWORD))


def _wait(answer: httpx.Response) -> None:
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
