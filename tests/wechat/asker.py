"""Started twice by test_shared_tokens: asks for the access token when it is told to."""

import asyncio
import sys

from baoming.database import opened
from baoming.wechat.client import WeChat
from baoming.wechat.shared_tokens import SharedTokens


async def main(url: str, api: str) -> None:
    async with opened(url):
        wechat = WeChat(api, "wx1", "s", tokens=SharedTokens("wx1"))
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(await wechat.token(rejected=line.strip()), flush=True)
        await wechat.aclose()


asyncio.run(main(*sys.argv[1:]))
