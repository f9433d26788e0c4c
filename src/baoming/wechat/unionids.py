"""By what the mini program knows whoever is bound here: the unionid, which the two share."""

import logging

from baoming.database import rows
from baoming.wechat.client import WeChat, WeChatError
from baoming.wechat.tables import Binding

log = logging.getLogger("baoming")

AT_A_TIME = 100


async def learn(wechat: WeChat, openid: str) -> bool:
    """Whether WeChat answered. The binding stands without it; where the account shares no
    unionids, none is kept as the answer, and not asked for again."""
    try:
        person = await wechat.follower(openid)
    except WeChatError as fault:
        log.warning("no unionid for a new binding: %s", fault)
        return False
    if person.following:
        unionid = person.unionid or ""
        await Binding.update({Binding.unionid: unionid}).where(Binding.openid == openid)
    return True


async def learn_missing(wechat: WeChat) -> None:
    """Of those who were bound while WeChat did not answer."""
    waiting = await rows(
        "SELECT openid FROM wechat_binding WHERE unionid IS NULL AND following"
        " ORDER BY bound_at DESC LIMIT {}",
        AT_A_TIME,
    )
    for row in waiting:
        if not await learn(wechat, row["openid"]):
            return
