"""Candidates and officers who exist and are signed in, without the pages that make them so.

    async with running(demo_settings(database_url, tmp_path)) as browser:
        await catalogue()
        wang = await candidate(browser)
        page = await wang.get("/me")
        changchun = await officer(browser, "site", zone="22", site="220100")

Everybody's password is PASSWORD and everybody's security answer is ANSWER.
"""

from datetime import date
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from stdnum.cn import ric
from tests.app import Browser

from baoming import clock
from baoming.accounts import sign_ins
from baoming.accounts.identity import index_of, sealed
from baoming.accounts.tables import Account
from baoming.candidates.tables import Education
from baoming.catalogue import current
from baoming.catalogue.loader import load
from baoming.database import rows
from baoming.desk.tables import Staff
from baoming.files.tables import StoredFile
from baoming.security import token
from baoming.settings import ROOT
from baoming.wechat.tables import Binding

PASSWORD = "a-good-password"
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$CL5xDeWGI7C/3qpohkYwLg$iiH6IHrobKsBN0C8GJ3Jp9gHBrIGgb35/pq0r06RTGE"
)
"""Of cheap parameters, so that a test does not wait."""
QUESTION = "father_birthplace"
ANSWER = "吉林"
ANSWER_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$NRmcKOBO6uj7sPNDBjA0EA$rUJxy4cLVFfpuCBp5zh0fMpiQrzketsNfN8I6cNU2NU"
)

_numbers = count(1)


class Candidate(Browser):
    """The browser of a signed-in candidate."""

    account: Account


class AtDesk(Browser):
    """The browser of a signed-in officer."""

    staff: Staff


async def catalogue() -> None:
    """The exam of 2024, as it is shipped. The database of a test is a copy that holds it already:
    to load it once more takes as long as many a test."""
    if not await rows("SELECT 1 FROM exam WHERE code = '2024'"):
        await load(ROOT / "src/baoming/catalogue/data/2024")
    current.forget()


async def candidate(
    browser: Browser,
    *,
    photo: bool = True,
    education: bool = True,
    wechat: bool = True,
    must_change_password: bool = False,
    **columns: Any,
) -> Candidate:
    """Signed in, in a browser of their own, with the three preparations unless told.

    `columns` are those of Account; `id_number` is given plain.
    """
    person = Candidate(browser.app)
    person.account = await account(**columns)
    if photo:
        await add_photo(browser, person.account)
    if education:
        await add_education(person.account.id)
    if wechat:
        await bind_wechat(person.account.id)
    cookie = await sign_ins.begin(
        None, account=person.account.id, must_change_password=must_change_password
    )
    person.client.cookies.set("baoming", cookie)
    return person


async def officer(
    browser: Browser,
    role: str,
    *,
    zone: str | None = None,
    site: str | None = None,
    point: str | None = None,
    username: str | None = None,
) -> AtDesk:
    """Of the `center`, a `zone`, `site` or `point`, signed in at the desk."""
    person = AtDesk(browser.app)
    person.staff = await staff(role, zone=zone, site=site, point=point, username=username)
    cookie = await sign_ins.begin(None, staff=person.staff.id)
    person.client.cookies.set("baoming", cookie)
    return person


async def account(
    *, id_number: str | None = None, username: str | None = None, **columns: Any
) -> Account:
    number, key = id_number or resident_id(), uuid4()
    username = username or f"user{next(_numbers)}"
    row = Account(
        **{
            "id": key,
            "username": username,
            "username_key": username.casefold(),
            "name": "王𬀩",
            "id_type": "resident_id",
            "id_number": sealed(number, key),
            "id_number_index": index_of(number),
            "password_hash": PASSWORD_HASH,
            "security_question": QUESTION,
            "security_answer_hash": ANSWER_HASH,
            "created_at": clock.now(),
            **columns,
        }
    )
    await row.save()
    return row


async def staff(
    role: str,
    *,
    zone: str | None = None,
    site: str | None = None,
    point: str | None = None,
    username: str | None = None,
) -> Staff:
    username = username or f"{role}{next(_numbers)}"
    row = Staff(
        username=username,
        username_key=username.casefold(),
        password_hash=PASSWORD_HASH,
        role=role,
        zone=zone,
        site=site,
        point=point,
        active=True,
        created_at=clock.now(),
    )
    await row.save()
    return row


def resident_id(born: date = date(1992, 3, 4), *, woman: bool = True) -> str:
    """A number of Jilin that nobody else in this run has; a district holds 499 of each day."""
    district, order = divmod(next(_numbers), 499)
    stem = f"22{102 + district:04d}{born:%Y%m%d}{2 * order + (0 if woman else 1):03d}"
    return stem + ric.calc_check_digit(stem + "0")


async def add_photo(browser: Browser, owner: Account) -> str:
    """A photo that keeps the rules; its id is on `owner.photo` too, and its bytes are stored."""
    data, key = photo_bytes(), token()
    await browser.app.inner.state.storage.put(key, data)
    await StoredFile(
        id=key,
        account=owner.id,
        kind="photo",
        content_type="image/jpeg",
        size=len(data),
        sha256="0" * 64,
        name="photo.jpg",
        created_at=clock.now(),
    ).save()
    await Account.update({Account.photo: key}).where(Account.id == owner.id)
    owner.photo = key
    return key


async def add_education(owner: UUID, **columns: Any) -> Education:
    row = Education(
        **{
            "account": owner,
            "qualification": "college",
            "degree": "none",
            "school": "长春医学高等专科学校",
            "major": "护理",
            "study_form": "full_time",
            "years_of_schooling": 3,
            "graduated_on": date(2013, 7, 1),
            "certificate_number": "138221201306000123",
            "verification": "passed",
            "created_at": clock.now(),
            **columns,
        }
    )
    await row.save()
    return row


async def bind_wechat(owner: UUID, *, openid: str = "", following: bool = True) -> Binding:
    row = Binding(
        account=owner,
        openid=openid or f"openid-{owner}",
        following=following,
        bound_at=clock.now(),
    )
    await row.save()
    return row


@cache
def photo_bytes() -> bytes:
    """White ground, noise in the middle: larger than 45 KB and than 295 x 413 pixels."""
    picture = Image.new("RGB", (480, 640), "white")
    noise = Image.effect_noise((280, 420), 90).convert("RGB")
    picture.paste(noise, (100, 200))
    made = BytesIO()
    picture.save(made, "JPEG", quality=95)
    return made.getvalue()
