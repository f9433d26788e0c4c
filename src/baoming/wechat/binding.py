"""One candidate, one WeChat. Unbound or unfollowed closes `apply` and `submit`, nothing else."""

from dataclasses import dataclass
from datetime import datetime

from baoming.errors import Conflict


@dataclass(frozen=True)
class Condition:
    """Where the candidate stands with WeChat."""

    bound: bool
    following: bool
    waived_until: datetime | None
    now: datetime

    @property
    def met(self) -> bool:
        waived = self.waived_until is not None and self.now < self.waived_until
        return waived or (self.bound and self.following)

    def require(self, what: str, status: str | None = None) -> None:
        """Conflict in words, with the way to mend it; `status` of the application it is about."""
        if self.met:
            return
        why = "尚未绑定微信" if not self.bound else "已取消关注公众号"
        raise Conflict(
            f"您{why}，暂时不能{what}。请先完成微信绑定与关注；已填写的内容都已保存。",
            status,
            link=("/me/wechat", "去绑定微信"),
        )
