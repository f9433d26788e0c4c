"""The three preparations that registering wants: photo, education record, WeChat."""

from dataclasses import dataclass

from baoming.accounts.tables import Account
from baoming.database import look
from baoming.errors import Conflict
from baoming.wechat.binding import Condition


@dataclass(frozen=True)
class Preparation:
    name: str
    label: str
    href: str
    done: bool


@dataclass(frozen=True)
class Preparations:
    """In the order of the pages that make them."""

    each: tuple[Preparation, ...]

    @property
    def missing(self) -> tuple[Preparation, ...]:
        return tuple(one for one in self.each if not one.done)

    def require(self) -> None:
        """Conflict that names everything missing, with a link to the first of it."""
        if not self.missing:
            return
        labels = "、".join(one.label for one in self.missing)
        first = self.missing[0]
        raise Conflict(
            f"报名前请先完成：{labels}。完成后即可选择考试和考区。",
            link=(first.href, f"去{first.label}"),
        )


async def of(account: Account, wechat: Condition) -> Preparations:
    """One query, for the education records."""
    found = await look(
        "SELECT id FROM education WHERE account = {} AND deleted_at IS NULL LIMIT 1", account.id
    )
    return stand(account, educations=len(found), wechat=wechat)


def stand(account: Account, *, educations: int, wechat: Condition) -> Preparations:
    """Without a query, for a page that has the records at hand."""
    bound = "关注公众号" if wechat.bound else "绑定并关注微信"
    return Preparations(
        (
            Preparation("photo", "上传基本照片", "/me/photo", account.photo is not None),
            Preparation("education", "添加学历学位信息", "/me/education", educations > 0),
            Preparation("wechat", bound, "/me/wechat", wechat.met),
        )
    )
