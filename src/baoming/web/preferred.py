"""In which language a visit is answered: what was chosen in this browser, else what it is sure of.

What a browser says about itself counts only where it says Traditional Chinese first. English often
is no choice at all (a factory setting, a library's computer, a webview), and this is an
examination in Chinese: English comes by the switch alone.
"""

from baoming.settings import Settings
from baoming.web.languages.voices import NAMES, SOURCE, TRADITIONAL
from baoming.web.visit import Visit

YEAR = 365 * 24 * 3600
READING_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
ALWAYS_CHINESE = ("/styleguide",)
"""For who builds the pages."""


def preferred(visit: Visit) -> str:
    """The desk is for officers: it speaks Simplified Chinese, whatever was chosen beside it."""
    if visit.desk or visit.path in ALWAYS_CHINESE:
        return SOURCE
    chosen = _chosen(visit)
    if chosen in NAMES:
        return chosen
    first = visit.headers.get("accept-language", "").split(",")[0].strip().lower()
    return TRADITIONAL if first.startswith(READING_TRADITIONAL) else SOURCE


def cookie(settings: Settings, language: str) -> str:
    """The header that makes this browser keep the language for a year."""
    name = cookie_name(settings)
    secure = "; Secure" if name.startswith("__Host-") else ""
    return f"{name}={language}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"


def cookie_name(settings: Settings) -> str:
    return "__Host-language" if settings.base_url.startswith("https:") else "language"


def _chosen(visit: Visit) -> str:
    sent = visit.headers.get("cookie", "")
    name = cookie_name(visit.settings)
    if name not in sent:
        return ""
    pairs = (pair.strip().partition("=") for pair in sent.split(";"))
    return next((value for found, _, value in pairs if found == name), "")
