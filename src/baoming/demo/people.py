"""The cast of the demo. Nobody of them exists; the numbers are made for them."""

from dataclasses import dataclass
from datetime import date

PASSWORD = "baoming-2024"  # noqa: S105  # printed for every visitor of a demo
ANSWER = "长沙"


@dataclass(frozen=True)
class Person:
    """How far this candidate has come, and why the demo has them."""

    username: str
    name: str
    id_number: str
    born: date
    gender: str
    about: str
    zone: str = ""
    site: str = ""
    point: str = ""
    stands: str = "draft"
    """`prepared`, `draft`, `filled`, `submitted`, `confirmed`, `site_approved`, `qualified`."""
    specialty: tuple[str, str, str] = ("nursing", "practitioner", "203")
    employer: str = "长沙市岳麓区人民医院"
    id_type: str = "resident_id"


@dataclass(frozen=True)
class Officer:
    username: str
    role: str
    about: str
    zone: str | None = None
    site: str | None = None
    point: str | None = None


PEOPLE = (
    Person(
        "zhang",
        "张㛃",
        "430102199203041128",
        date(1992, 3, 4),
        "female",
        "三项准备已完成，尚未报名",
        stands="prepared",
    ),
    Person(
        "li",
        "李䶮",
        "430102199001012214",
        date(1990, 1, 1),
        "male",
        "湖南，已填完，待提交",
        "43",
        "430100",
        stands="filled",
        specialty=("medical", "intermediate", "303"),
    ),
    Person(
        "wang",
        "王𬀩",
        "430102199405063325",
        date(1994, 5, 6),
        "female",
        "湖南，已提交，待现场确认",
        "43",
        "430100",
        stands="submitted",
    ),
    Person(
        "zhao",
        "赵𫖯",
        "430102198807084415",
        date(1988, 7, 8),
        "male",
        "湖南，报名确认完成",
        "43",
        "430100",
        stands="confirmed",
        specialty=("pharmacy", "intermediate", "366"),
    ),
    Person(
        "qian",
        "钱𠅤",
        "430102199109105527",
        date(1991, 9, 10),
        "female",
        "湖南，资格审核通过",
        "43",
        "430100",
        stands="qualified",
    ),
    Person(
        "abdu",
        "阿卜杜热合曼·买买提江",
        "650102199311126613",
        date(1993, 11, 12),
        "male",
        "新疆，已提交",
        "65",
        "650100",
        stands="submitted",
        employer="乌鲁木齐市友谊医院",
        specialty=("technology", "practitioner", "207"),
    ),
    Person(
        "chen",
        "陈静",
        "110101199206188845",
        date(1992, 6, 18),
        "female",
        "北京，上一年度考生，三项准备已完成，信息不变可自动确认",
        "11",
        "110101",
        stands="prepared",
        employer="北京市东城区第一人民医院",
    ),
    Person(
        "sun",
        "孙晓梅",
        "120101199502147724",
        date(1995, 2, 14),
        "female",
        "天津，网上确认的考区，已填完，待上传材料",
        "12",
        "120101",
        "12010101",
        stands="filled",
        employer="天津市和平区人民医院",
    ),
)

OFFICERS = (
    Officer("center", "center", "人才中心"),
    Officer("hunan", "zone", "湖南考区", "43"),
    Officer("changsha", "site", "长沙考点", "43", "430100"),
    Officer("tianjin", "zone", "天津考区", "12"),
    Officer("heping", "site", "天津和平考点", "12", "120101"),
    Officer("heping-point", "point", "天津和平区报名点", "12", "120101", "12010101"),
)

RETURNING = "chen"
"""Sat the exam of 2023 and passed two subjects: confirmed at once when nothing changes."""
