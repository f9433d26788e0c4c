"""Why a request is refused. The domain raises these; the web turns each into one status."""


class Refusal(Exception):
    """A refused request, with the sentence that the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    """Unknown, or another's: nobody can tell the two apart."""

    def __init__(self, sentence: str = "没有找到您要的内容。") -> None:
        super().__init__(sentence)


class NotAllowed(Refusal):
    """In scope, but not this role; the sentence says who may."""


class Conflict(Refusal):
    """The status, the window, a deadline or a binding stands against it, now.

    `status` is the true status of the application at this moment, where there is one;
    `link` leads to what helps, as (address, wording).
    """

    def __init__(
        self, sentence: str, status: str | None = None, link: tuple[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.link = link


class Invalid(Refusal):
    """Bad values: a sentence for each field, in the order of the form."""

    def __init__(self, errors: dict[str, str], sentence: str = "请检查标出的内容。") -> None:
        super().__init__(sentence)
        self.errors = errors


class TooMany(Refusal):
    """Too many tries; `retry_after` in seconds."""

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
