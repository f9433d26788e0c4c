"""The application form (报名申请表), on the screen and as the PDF that is printed."""

from urllib.parse import quote

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath

from baoming.applications import form_sheet
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.tables import Snapshot
from baoming.document.fonts import FontsMissing
from baoming.document.form import FormSheet, render
from baoming.errors import Conflict
from baoming.storage import Storage
from baoming.web.page import Answer, page
from baoming.web.visit import Visit


@get("/applications/{number:str}/form", audience="candidate")
async def show(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    snapshot = await form_sheet.printed(dossier)
    sheet = form_sheet.sheet(dossier, snapshot, photo=None, base_url=visit.settings.base_url)
    return page(
        visit,
        "applications/form.html",
        dossier=dossier,
        exam=dossier.catalogue.exam,
        sheet=sheet,
        rows=_rows(sheet),
        photo=form_sheet.photo_of(dossier, snapshot),
    )


@get("/applications/{number:str}/form.pdf", audience="candidate")
async def pdf(visit: Visit, number: FromPath[str], state: State) -> Answer:
    dossier = await open_own(number, visit.person)
    snapshot = await form_sheet.printed(dossier)
    photo = await _photo(state.storage, dossier, snapshot)
    base = visit.settings.base_url
    try:
        body = await render(form_sheet.sheet(dossier, snapshot, photo=photo, base_url=base))
    except FontsMissing as missing:
        link = (f"/applications/{number}/form", "在网页上查看报名申请表")
        raise Conflict(missing.sentence, dossier.status, link) from None
    return _file(body, f"报名申请表-{dossier.row.number}.pdf")


LABELS = {
    "number": "报名序号",
    "zone": "考区",
    "site": "考点",
    "registration_point": "报名点",
    "name": "姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "birth_date": "出生日期",
    "id_type": "证件类型",
    "id_number": "证件号码",
    "mobile": "手机号码",
    "phone": "固定电话",
    "address": "通信地址",
    "postcode": "邮政编码",
    "category": "专业类别",
    "level": "级别",
    "specialty": "专业",
    "specialty_code": "专业代码",
    "subjects": "报考科目",
    "practice_category": "执业类别",
    "first_licensed_in": "首次注册年月",
    "residency_certified_in": "住培合格证书发证年月",
    "current_title": "现有技术资格",
    "title_obtained_in": "取得资格年月",
    "years_in_specialty": "从事本专业年限",
    "school": "毕业学校",
    "major": "毕业专业",
    "qualification": "学历",
    "degree": "学位",
    "years_of_schooling": "学制",
    "study_form": "学习形式",
    "graduated_on": "毕业时间",
    "certificate_number": "学历证书编号",
    "employer": "单位名称",
    "employer_affiliation": "单位所属",
    "employer_type": "单位性质",
    "department": "所在科室",
    "started_in": "参加本专业工作年月",
    "archive_keeper": "档案存放单位",
}


def _rows(sheet: FormSheet) -> list[tuple[str, str, str]]:
    return [(name, label, getattr(sheet, name)) for name, label in LABELS.items()]


async def _photo(storage: Storage, dossier: Dossier, snapshot: Snapshot | None) -> bytes | None:
    key = form_sheet.photo_of(dossier, snapshot)
    return await storage.get(key) if key else None


def _file(body: bytes, name: str) -> Answer:
    return Answer(
        body,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
        },
    )


ROUTES = [show, pdf]
