"""Public pages that a browser already has are not sent again."""

from hashlib import sha256

from baoming.web.page import Answer
from baoming.web.visit import Visit


def unless_unchanged(visit: Visit, answer: Answer) -> Answer:
    """304 for a guest who has this very page. Whoever carries a form token or is signed in gets
    their own page every time, and a demo's page tells the minute."""
    if visit.demo or visit.signed_in is not None or visit.new_cookie is not None:
        return answer
    tag = f'"{sha256(answer.content).hexdigest()[:20]}"'
    answer.headers["ETag"] = tag
    # The same address shows something else to whoever signs in.
    answer.headers["Cache-Control"] = "private, no-cache"
    if tag not in visit.headers.get("if-none-match", ""):
        return answer
    headers = {name: answer.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
    return Answer(b"", status_code=304, headers=headers)
