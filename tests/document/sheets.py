"""A sheet as an office sees it every day, and the same with the longest values allowed."""

import io
from dataclasses import replace

from PIL import Image, ImageDraw

from baoming.document.form import FormSheet

SCAN_URL = "https://baoming.example.org/desk/scan?code=K7QM2XFD"


def portrait(width: int = 600, height: int = 840, grain: float = 0.08) -> bytes:
    """A face of ellipses on white, with the grain of a camera."""
    drawn = Image.new("RGB", (600, 840), "white")
    draw = ImageDraw.Draw(drawn)
    draw.ellipse((40, 520, 560, 1200), fill=(60, 80, 120))
    draw.ellipse((170, 120, 430, 460), fill=(224, 186, 160))
    draw.pieslice((160, 90, 440, 380), 180, 360, fill=(40, 34, 30))
    noise = Image.effect_noise((600, 840), 40).convert("RGB")
    jpeg = io.BytesIO()
    Image.blend(drawn, noise, grain).resize((width, height)).save(jpeg, "JPEG", quality=92)
    return jpeg.getvalue()


SHEET = FormSheet(
    title="2024年度卫生专业技术资格考试",
    number="20240043000127",
    zone="湖南",
    site="长沙市",
    name="王秀英",
    gender="女",
    ethnicity="汉族",
    birth_date="1990-03-07",
    id_type="居民身份证",
    id_number="430102199003072345",
    mobile="13800001234",
    phone="0731-88001234",
    address="湖南省长沙市芙蓉区人民中路139号",
    postcode="410011",
    category="护理",
    level="中级",
    specialty="护理学",
    specialty_code="368",
    subjects="基础知识、相关专业知识、专业知识、专业实践能力",
    practice_category="护理",
    first_licensed_in="2012-08",
    residency_certified_in="",
    school="中南大学湘雅护理学院",
    major="护理学",
    qualification="本科",
    degree="学士",
    years_of_schooling="5年",
    study_form="全日制",
    graduated_on="2012-06-30",
    certificate_number="105331201205001234",
    employer="长沙市第一人民医院",
    employer_affiliation="地市级",
    employer_type="医院",
    department="心血管内科",
    started_in="2012-08",
    years_in_specialty="11年",
    current_title="初级（师）",
    title_obtained_in="2015-05",
    pledge="本人已阅读并同意报考须知、重要声明和考生诚信考试承诺书，保证所填写的报名信息和提交的"
    "证件、证明材料真实、准确、完整、有效；如有虚假、违纪违规行为，本人自愿接受取消报名资格、"
    "考试成绩无效等处理，并承担由此产生的一切责任。",
    code="K7QM2XFD",
    scan_url=SCAN_URL,
    revision=2,
    submitted_at="2023-12-05 10:32",
    printed_at="2023-12-05 10:40",
)

_ENDLESS = "湖南省长沙市芙蓉区人民中路一百三十九号某某大学附属第二医院医疗集团某某分院" * 6

LONGEST = replace(
    SHEET,
    site="新疆生产建设兵团第十四师昆玉市",
    registration_point="某某市医学学术管理中心医学考试办公室（市直）",
    name=("阿卜杜热合曼·买买提江·" * 6)[:60],
    id_type="港澳居民来往内地通行证",
    id_number="H23456789012345678901234567890",
    mobile="+8613800001234567890",
    phone="0731-880012345678901",
    address=_ENDLESS[:200],
    specialty="神经电生理（脑电图）技术",
    residency_certified_in="2016-07",
    school=_ENDLESS[:100],
    major=_ENDLESS[1:101],
    certificate_number="1234567890" * 4,
    employer=_ENDLESS[2:102],
    department=_ENDLESS[3:103],
    archive_keeper=_ENDLESS[4:104],
    code="ABCDEFGHJKMNPQRSTU99",
)
