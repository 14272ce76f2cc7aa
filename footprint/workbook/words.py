"""What the inventory workbook says to whoever fills it in, in both languages. Pure."""

from __future__ import annotations

from footprint.text import Text

TITLES = {
    "event": Text("中和 · 大型活动碳排放数据表", "Zhonghe · an event's emissions data"),
    "office": Text("中和 · 办公场所碳排放数据表", "Zhonghe · an office's emissions data"),
}
ACTIVITIES_SHEET = Text("活动数据", "Activities")
INSTRUCTIONS_SHEET = Text("填写说明", "Instructions")
ACTIVITIES_HINT = Text(
    "填写浅绿色单元格；数量留空表示没有。可在下方增加行，先选活动，再选单位和选项。",
    "Fill in the green cells; a blank amount means none. Add rows below: the activity first, then unit and options.",
)
_STEPS = (
    Text(
        "1. 核对本页。  2. 在“活动数据”中填写数量。",
        "1. Check this page.  2. Fill in amounts under “Activities”.",
    ),
    Text(
        "最后：保存为 .xlsx 并上传。接受之前不会保存任何内容。",
        "Last: save as .xlsx and upload it. Nothing is stored until you accept.",
    ),
)
FIRST_STEPS = {
    "event": (
        _STEPS[0],
        Text(
            "3. 参会者出行：填“出行”表（每行一组人），或填“活动数据”中的出行行，不要两处都填。",
            "3. Attendee travel: either the “Travel” sheet (a row for each group) or the travel rows of “Activities”.",
        ),
        _STEPS[1],
    ),
    "office": _STEPS,
}
_COMMON = (
    Text(
        "每行一项：活动、数量、单位。数量留空的行不计入。",
        "A row for each item: activity, amount, unit. Rows without an amount are not counted.",
    ),
    Text(
        "选项写作“名称=取值”，可从下拉列表中选择；最多三项。",
        "Options read “name=choice” and can be chosen from the list; three at most.",
    ),
    Text(
        "以“人”计的出行须填单程公里数，并选择单程或往返；不会自动假定。",
        "Travel entered in people needs the kilometres one way and the direction; nothing is assumed.",
    ),
    Text(
        "酒店以“人夜”计时填每间人数；小汽车以“人”计时填每车人数。",
        "Hotels in person-nights need people per room; cars in people need people per car.",
    ),
    Text(
        "数据质量：实测（读表）、有凭证（账单、发票）、估算、外推。",
        "Data quality: measured (meters), documented (bills), estimated, extrapolated.",
    ),
    Text(
        "自定义因子的单位是 kgCO2e/该行的单位，必须写明来源。留空则使用指南规定的因子。",
        "An own factor is in kgCO2e per the row's unit and names its source. Blank: the guideline's factor is used.",
    ),
    Text(
        "公式可以使用，读取的是保存的结果；宏和外部链接不被接受。",
        "Formulas may be used, their stored values are read; macros and external links are refused.",
    ),
    Text(
        "数字从哪里来：电、热、气看抄表或账单；住宿和餐饮看结算单；物资看采购单；垃圾看清运单。",
        "Where numbers come from: meters or bills for energy; settlements for hotels and meals; purchase orders for "
        "materials; collection notes for waste.",
    ),
)
RULES = {
    "event": (
        *_COMMON,
        Text(
            "“出行”表不要填写姓名、电话、邮箱；多余的列在读取时即被丢弃。",
            "Leave names, phone numbers and addresses out of “Travel”; other columns are dropped on reading.",
        ),
    ),
    "office": _COMMON,
}
TABLE_HEAD = (
    Text("活动", "Activity"),
    Text("可用单位", "Units"),
    Text("可用选项", "Options"),
)
