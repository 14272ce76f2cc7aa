"""Why a file was not read, in words, and what to do about it. Pure."""

from __future__ import annotations

from footprint.errors import CalculationError
from footprint.files.bounds import MAX_BYTES, MAX_ROWS, MAX_WAYS
from footprint.text import Text

_MIB = MAX_BYTES >> 20

REFUSALS = {
    "too_big": Text(
        f"文件超过 {_MIB} MiB。请拆分成几个文件，分别上传。",
        f"The file is larger than {_MIB} MiB. Split it and upload the parts one by one.",
    ),
    "bomb": Text(
        "文件解压后过大，未读取。请把数据复制到新的工作簿后再上传。",
        "The file unpacks to too much and was not read. Copy the data into a new workbook.",
    ),
    "macros_or_links": Text(
        "文件含宏、外部链接或嵌入对象，未读取。请另存为不含宏的 .xlsx，或另存为 CSV。",
        "The file holds macros, links or embedded objects. Save it as .xlsx without macros, or as CSV.",
    ),
    "not_xlsx": Text(
        "这不是可读的 .xlsx 文件。请在 Excel 或 WPS 中打开并另存为 .xlsx。",
        "This is not a readable .xlsx file. Open it in Excel or WPS and save it as .xlsx.",
    ),
    "old_or_locked": Text(
        "这是旧的 .xls 文件或设有密码。请去掉密码并另存为 .xlsx。",
        "This is an old .xls file, or it has a password. Save it as .xlsx without a password.",
    ),
    "not_csv": Text(
        "这不是可读的 CSV 文本。请另存为“CSV UTF-8”。",
        "This is not a readable CSV text. Save it as “CSV UTF-8”.",
    ),
    "encoding": Text(
        "无法识别文字编码，请存为 UTF-8。", "The encoding was not recognized; save it as UTF-8."
    ),
    "empty": Text("文件中没有数据。", "The file holds no data."),
    "no_header": Text(
        "没有找到表头。请使用模板中的列名，并放在前 20 行之内。",
        "No heading row was found. Use the template's headings, within the first 20 rows.",
    ),
    "missing_columns": Text(
        "缺少必需的列：{zh}。一行一人时，“人数”全部填 1。",
        "Needed columns are missing: {en}. Where each row is one person, “People” is 1 throughout.",
    ),
    "too_many_rows": Text(
        f"超过 {MAX_ROWS:,} 行的上限。请拆分成几个文件，分别上传。",
        f"More than {MAX_ROWS:,} rows, which is the limit. Split the file and upload the parts.",
    ),
    "too_many_columns": Text(
        "列数超过 200 的上限。请删去表格以外的内容。",
        "More than 200 columns, which is the limit. Delete what is beside the table.",
    ),
    "too_many_ways": Text(
        f"不同的出行方式（含各自的因子）超过 {MAX_WAYS:,} 种。请合并相近的自定义因子。",
        f"More than {MAX_WAYS:,} different ways of travelling. Bring custom factors together.",
    ),
    "merged": Text(
        "{detail} 是一个过大的合并单元格。请取消合并，并在每一行填写。",
        "{detail} is one huge merged cell. Unmerge it and fill in every row.",
    ),
    "newer_template": Text(
        "这是较新版本的模板（{detail}），本站还不能读取。请重新下载模板。",
        "This template is of a newer version ({detail}) than can be read. Download the template again.",
    ),
    "other_form": Text(
        "这份工作簿是为另一种核算准备的。请从本页下载模板。",
        "This workbook is for another kind of calculation. Download the template from this page.",
    ),
    "no_sheets": Text(
        "没有找到“活动数据”或“出行”工作表。请从本页下载模板。",
        "Neither an “Activities” nor a “Travel” sheet was found. Download the template from this page.",
    ),
    "format": Text(
        "只接受 .csv 和 .xlsx 文件；.xls 请另存为 .xlsx。",
        "Only .csv and .xlsx files are read; save an .xls as .xlsx.",
    ),
    "failed": Text(
        "读取文件时超出了内存或时间限制。常见原因是表格远处有一个孤立的单元格：请删去空行空列，或另存为 CSV。",
        "Reading the file took too much memory or time. A single cell far from the table is a common cause: "
        "delete empty rows and columns, or save it as CSV.",
    ),
}


def refused(reason: str, detail: str = "") -> CalculationError:
    """The error for a file that was not read; `detail` names a cell, a range or columns."""
    from footprint.attendance.columns import COLUMNS

    words = REFUSALS.get(reason, REFUSALS["failed"])
    named = [column for column in COLUMNS if column.id in detail.split(",")]
    message = Text(
        words.zh.format(detail=detail, zh="、".join(column.zh for column in named)),
        words.en.format(detail=detail, en=", ".join(column.en for column in named)),
    )
    return CalculationError("file_refused", message, field="file")
