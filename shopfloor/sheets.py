"""Sheets of the import workbook: why things are scrapped, who works on the floor and what they can do."""

from __future__ import annotations

from base.sheets import Col, Sheet
from bom.models import WorkCenter
from shopfloor.models import Employee, EmployeeSkill, ScrapReason, Skill, SkillNeed

Sheet(
    "scrap_reasons",
    "报废原因",
    ScrapReason,
    (Col("code", "编码", required=True), Col("name", "名称", required=True)),
    key=("code",),
)
Sheet(
    "skills",
    "技能",
    Skill,
    (Col("code", "编码", required=True), Col("name", "名称", required=True)),
    key=("code",),
)
Sheet(
    "skill_needs",
    "岗位要求",
    SkillNeed,
    (
        Col("work_center", "工作中心", to=WorkCenter, required=True),
        Col("skill", "技能", to=Skill, required=True),
        Col("level", "等级", "whole"),
    ),
    key=("work_center", "skill"),
)
Sheet(
    "employees",
    "员工",
    Employee,
    (
        Col("number", "工号", required=True),
        Col("name", "姓名", required=True),
        Col("work_center", "工作中心", to=WorkCenter),
    ),
    key=("number",),
)
Sheet(
    "employee_skills",
    "员工技能",
    EmployeeSkill,
    (
        Col("employee", "工号", to=Employee, by="number", required=True),
        Col("skill", "技能", to=Skill, required=True),
        Col("level", "等级", "whole"),
        Col("certificate", "证书编号"),
        Col("issued_on", "发证日期", "date"),
        Col("expires_on", "有效期至", "date"),
    ),
    key=("employee", "skill"),
)
