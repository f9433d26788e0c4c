"""The fixed codes of every exam, with the words that people read.

What changes from year to year or from zone to zone is catalogue data, not here.
"""

ID_TYPES = {
    "resident_id": "居民身份证",
    "hmt_residence": "港澳台居民居住证",
    "hm_permit": "港澳居民来往内地通行证",
    "tw_permit": "台湾居民来往大陆通行证",
    "foreign_permanent": "外国人永久居留身份证",
    "military_id": "军人证件",
    "passport": "护照",
}
GENDERS = {"male": "男", "female": "女"}
QUALIFICATIONS = {
    "secondary": "中专",
    "college": "大专",
    "bachelor": "本科",
    "master": "硕士研究生",
    "doctorate": "博士研究生",
}
DEGREES = {"none": "无", "bachelor": "学士", "master": "硕士", "doctorate": "博士"}
STUDY_FORMS = {
    "full_time": "全日制",
    "part_time": "业余",
    "correspondence": "函授",
    "self_taught": "自学考试",
    "online": "网络教育",
    "other": "其他",
}
LEVELS = {"assistant": "初级（士）", "practitioner": "初级（师）", "intermediate": "中级"}
CATEGORIES = {
    "medical": "医疗",
    "pharmacy": "药学",
    "nursing": "护理",
    "technology": "技术",
}
SUBJECTS = {
    "basic": "基础知识",
    "related": "相关专业知识",
    "professional": "专业知识",
    "practice": "专业实践能力",
}
PRACTICE_CATEGORIES = {
    "none": "无",
    "clinical": "临床",
    "oral": "口腔",
    "tcm": "中医",
    "public_health": "公共卫生",
    "nursing": "护理",
}
CURRENT_TITLES = {"none": "无", "assistant": "初级（士）", "practitioner": "初级（师）"}
VERIFICATIONS = {"unverified": "未核验", "passed": "核验通过", "failed": "核验未通过"}

CONFIRMATIONS = {"on_site": "现场确认", "online": "网上确认"}
DELIVERIES = {"computer": "人机对话", "paper": "纸笔作答"}
COUNTED_FROM = {
    "work_start": "参加本专业工作",
    "physician_licence": "首次医师执业注册",
    "nurse_licence": "首次护士执业注册",
    "assistant_title": "取得初级（士）资格",
    "practitioner_title": "取得初级（师）资格",
    "residency_certificate": "取得住院医师规范化培训合格证书",
}
# When a material is asked for, beside category, level and title; any one of them is enough.
CONDITIONS = {
    "degree": "有学位",
    "licence": "填写了执业类别",
    "residency": "填写了住培合格证书发证年月",
    "title": "现有技术资格不为“无”",
    "employer": "有工作单位",
    "no_employer": "无工作单位",
    "verification_failed": "学历核验未通过",
}
# Columns of last year's results that an automatic confirmation may compare.
COMPARABLE = {
    "zone": "报考考区",
    "site": "考点",
    "registration_point": "报名点",
    "specialty": "报考专业",
    "level": "报考级别",
    "name": "姓名",
    "gender": "性别",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "qualification": "学历",
    "degree": "学位",
    "school": "毕业学校",
    "school_note": "学校备注",
    "major": "毕业专业",
    "years_of_schooling": "学制",
    "graduated_on": "毕业时间",
    "certificate_number": "学历证书编号",
    "employer": "单位名称",
    "employer_affiliation": "单位所属",
    "employer_type": "单位性质",
}
OPTION_KINDS = {
    "ethnicity": "民族",
    "health": "健康状态",
    "security_question": "密码找回问题",
    "employer_type": "单位性质",
    "employer_affiliation": "单位所属",
}
# The kinds of evidence a row may carry, and what a page says about each.
EVIDENCE = {
    "sourced": "",
    "inferred": "根据公开通知推定，以考区通知为准",
    "unconfirmed": "未经官方文件核实，以考区通知为准",
    "code unknown": "专业代码待公布",
    "own wording": "本系统拟定文字，以主管部门发布的为准",
}
# By the name of the field that holds them.
FIXED = {
    "id_type": ID_TYPES,
    "gender": GENDERS,
    "qualification": QUALIFICATIONS,
    "degree": DEGREES,
    "study_form": STUDY_FORMS,
    "level": LEVELS,
    "category": CATEGORIES,
    "subjects": SUBJECTS,
    "practice_category": PRACTICE_CATEGORIES,
    "current_title": CURRENT_TITLES,
    "verification": VERIFICATIONS,
}
