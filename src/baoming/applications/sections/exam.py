"""报考信息: the cascade of category, level and specialty, and what eligibility counts from."""

from functools import lru_cache

from baoming.applications.sections.base import Frame, Values, choice, month_of, not_later
from baoming.catalogue import codes
from baoming.catalogue.current import Specialty
from baoming.fields import Field


def exam(frame: Frame, values: Values) -> tuple[Field, ...]:
    found = _offered(frame, values)
    specialties = tuple((each.code, f"{each.code} {each.name}") for each in found)
    hint = "" if specialties else _why_none(values)
    specialty = Field("specialty", "专业", "choice", options=specialties, hint=hint)
    return (*WHICH, specialty, *_experience(month_of(frame)))


WHICH = (
    choice("category", "专业类别", codes.CATEGORIES),
    choice("level", "级别", codes.LEVELS),
)


@lru_cache(maxsize=8)
def _experience(this_month: str) -> tuple[Field, ...]:
    return (
        Field("subjects", "报考科目", "choices", options=tuple(codes.SUBJECTS.items())),
        choice(
            "practice_category",
            "执业类别",
            codes.PRACTICE_CATEGORIES,
            hint="没有执业证书的选“无”。",
        ),
        Field(
            "first_licensed_in",
            "首次注册年月",
            "month",
            check=not_later(this_month),
            hint="执业证书上的首次注册时间；执业类别选“无”的不填。",
        ),
        Field(
            "residency_certified_in",
            "住培合格证书发证年月",
            "month",
            required=False,
            check=not_later(this_month),
            hint="持有住院医师规范化培训合格证书的必须填写。",
        ),
        choice("current_title", "现有技术资格", codes.CURRENT_TITLES),
        Field(
            "title_obtained_in",
            "取得资格年月",
            "month",
            check=not_later(this_month),
            hint="以证书上的取得时间为准；现有技术资格选“无”的不填。",
        ),
        Field(
            "years_in_specialty",
            "从事本专业年限",
            "integer",
            low=0,
            high=60,
            hint="整年数，不满一年填 0。",
            inputmode="numeric",
        ),
    )


def _offered(frame: Frame, values: Values) -> tuple[Specialty, ...]:
    """The list opens once category and level are chosen; before that an answer is judged by
    whichever of them is there."""
    category, level = values.get("category"), values.get("level")
    if category and level:
        return frame.catalogue.specialties(category, level)
    known = frame.catalogue.specialty(values.get("specialty"))
    if known is None or category not in (None, "", known.category):
        return ()
    return (known,) if level in (None, "", known.level) else ()


def _why_none(values: Values) -> str:
    if values.get("category") and values.get("level"):
        return "这个专业类别在这个级别没有可报的专业，请换一个级别。"
    return "请先选择专业类别和级别，再显示可报的专业。"


def exam_wanted(frame: Frame, values: Values) -> tuple[str, ...]:
    wanted = ["category", "level", "specialty", "subjects", "practice_category"]
    wanted += ["current_title", "years_in_specialty"]
    if values["practice_category"] not in (None, "none"):
        wanted.append("first_licensed_in")
    if values["current_title"] not in (None, "none"):
        wanted.append("title_obtained_in")
    return tuple(wanted)
