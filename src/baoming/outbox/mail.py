"""Mail, the second channel: plain text to an address that the candidate gave."""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from baoming import clock

SECONDS = 6.0
"""For one letter, from the connection to the answer."""
TITLE = "卫生专业技术资格考试网上报名"
REFUSED = 500
"""SMTP replies from here on are final."""


class MailError(Exception):
    """`passing`: the server may take it later."""

    def __init__(self, sentence: str, *, passing: bool) -> None:
        super().__init__(sentence)
        self.passing = passing


@dataclass(frozen=True)
class Mail:
    """How mail leaves this deployment."""

    host: str
    port: int
    sender: str
    tls: bool = False
    username: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, url: str) -> "Mail | None":
        """From the setting, which was read already: smtp://user:password@host:port?from=address.
        `None`: off."""
        if not url:
            return None
        parts, tls = urlsplit(url), url.startswith("smtps:")
        return cls(
            host=parts.hostname or "",
            port=parts.port or (465 if tls else 25),
            sender=parse_qs(parts.query)["from"][0],
            tls=tls,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    async def send(self, to: str, title: str, text: str, once: str) -> str:
        """The server's answer. `once` becomes the Message-ID, by which a mailbox knows a double."""
        try:
            async with asyncio.timeout(SECONDS):
                _, answer = await aiosmtplib.send(
                    self._message(to, title, text, once),
                    hostname=self.host,
                    port=self.port,
                    use_tls=self.tls,
                    username=self.username,
                    password=self.password,
                    timeout=SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [each.code for each in refused.recipients]
            raise MailError(str(refused), passing=min(codes) < REFUSED) from refused
        except aiosmtplib.SMTPDataError as refused:
            raise MailError(str(refused), passing=refused.code < REFUSED) from refused
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise MailError(f"{type(fault).__name__}: {fault}", passing=True) from fault
        except ValueError as wrong:  # an address that no header can hold
            raise MailError(str(wrong), passing=False) from wrong
        return answer[:200]

    def _message(self, to: str, title: str, text: str, once: str) -> EmailMessage:
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = self.sender, to, title
        made["Date"] = format_datetime(clock.real())
        domain = self.sender.rpartition("@")[2]
        made["Message-ID"] = f"<{sha256(once.encode()).hexdigest()[:32]}@{domain}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(text)
        return made


def written(words: dict[str, str], address: str) -> tuple[str, str]:
    """Title and text of a message that WeChat shows in fields."""
    lines = [
        words.get("status", ""),
        words.get("reason", ""),
        f"截止时间：{words['until']}" if words.get("until") else "",
        f"报名序号：{words['number']}" if words.get("number") else "",
    ]
    body = "\n".join(line for line in lines if line)
    end = "本邮件由报名系统自动发出，请勿回复。"
    return f"{TITLE}：{words.get('status', '')}", f"{body}\n\n查看：{address}\n\n{end}\n"
