"""The registry's own data sets: their fields, with unit and meaning in both languages."""

from marketplace.registry.opendata import readings
from marketplace.registry.opendata.dictionary import Dataset, Field, register

KG = "kg CO2e"
BATCH = Field("batch", "text", "批次代码", "code of the batch")
ENTRY = Field(
    "log_entry",
    "integer",
    "在公开日志中的条目号，从 1 起；空表示尚待封存",
    "number of the entry in the public log, from 1; empty while it waits to be sealed",
)
DEMO = Field("is_demo", "boolean", "是否为虚构的演示数据", "whether it is made-up demo data")


def _kg(name: str, zh: str, en: str) -> Field:
    return Field(name, "integer", zh, en, KG)


ISSUANCES = Dataset(
    "issuances",
    "签发",
    "Issuances",
    "每一次签发：项目、监测期、数量、序列号和签发平台上的区间。",
    "Every issue: project, monitoring period, quantity, serial numbers and the block on the issuing platform.",
    (
        BATCH,
        Field("project", "text", "项目代码", "code of the project"),
        Field("project_zh", "text", "项目中文名", "the project's Chinese name"),
        Field("project_en", "text", "项目英文名", "the project's English name"),
        Field("scheme", "text", "机制代码", "code of the scheme"),
        Field("credit_type", "text", "减排量类型，如 PHCER", "type of credit, such as PHCER"),
        Field("methodology", "text", "方法学代码", "code of the methodology"),
        Field("methodology_version", "text", "方法学版本", "version of the methodology"),
        Field("vintage_start", "date", "监测期首日", "first day of the monitoring period"),
        Field("vintage_end", "date", "监测期末日", "last day of the monitoring period"),
        Field("issued_at", "time", "签发时间（UTC）", "time of issue (UTC)"),
        _kg("issued_kg", "签发数量", "quantity issued"),
        Field(
            "first_serial",
            "integer",
            "首个序列号，每千克一个",
            "first serial number, one per kilogram",
        ),
        Field("last_serial", "integer", "末个序列号（含）", "last serial number, inclusive"),
        _kg("increment_kg", "最小交易单位", "smallest step it is dealt in"),
        Field(
            "upstream_serial",
            "text",
            "签发平台上的序列号原文",
            "the issuing platform's own serial text",
        ),
        Field("evidence_sha256", "text", "证明材料的 SHA-256", "SHA-256 of the evidence"),
        ENTRY,
        DEMO,
    ),
    readings.issuances,
)
BATCHES = Dataset(
    "batches",
    "批次",
    "Batches",
    "每个批次的千克数现在何处：签发 = 待售 + 预留 + 持有 + 注销 + 作废。",
    "Where each batch's kilograms are: issued = for sale + reserved + owned + retired + cancelled.",
    (
        BATCH,
        Field("status", "text", "active 正常，frozen 冻结", "active or frozen"),
        _kg("issued_kg", "签发", "issued"),
        _kg("for_sale_kg", "待售", "for sale"),
        _kg("reserved_kg", "预留", "reserved"),
        _kg("owned_kg", "持有而未注销", "owned, not yet retired"),
        _kg("retired_kg", "注销", "retired"),
        _kg("cancelled_kg", "作废", "cancelled"),
        DEMO,
    ),
    readings.batches,
)
RETIREMENTS = Dataset(
    "retirements",
    "注销",
    "Retirements",
    "每一次注销。受益人的名称和用途标题仅在受益人为机构时给出；个人一栏为空。",
    "Every retirement. Beneficiary and title are given only where an organization benefits; for people they are empty.",
    (
        Field("retirement", "text", "注销记录号", "record number of the retirement"),
        Field("retired_at", "time", "注销时间（UTC）", "time of retirement (UTC)"),
        _kg("kg", "注销数量", "quantity retired"),
        Field("purpose", "text",
              "用途：event、office_year、personal、gift、other", "event, office_year, personal, gift or other"),
        Field("jurisdiction", "text", "所在地，ISO 3166-2", "jurisdiction, ISO 3166-2"),
        Field("beneficiary_kind", "text", "organization 机构，person 个人", "organization or person"),
        Field("beneficiary_zh", "text", "受益机构中文名", "the organization's Chinese name"),
        Field("beneficiary_en", "text", "受益机构英文名", "the organization's English name"),
        Field("beneficiary_uscc", "text",
              "受益机构的统一社会信用代码", "the organization's unified social credit code"),
        Field("claim_kind", "text", "声明类别", "kind of claim"),
        Field("title_zh", "text", "声明的中文标题", "the claim's Chinese title"),
        Field("title_en", "text", "声明的英文标题", "the claim's English title"),
        Field("period", "text", "声明所指期间，ISO 8601", "period of the claim, ISO 8601"),
        ENTRY,
        DEMO,
    ),
    readings.retirements,
)  # fmt: skip
SERIAL_BLOCKS = Dataset(
    "serial-blocks",
    "序列号区间",
    "Serial blocks",
    "已退出流通的每一段序列号，首尾相接，不重不漏。",
    "Every block of serial numbers that left circulation, one after the other without gap or overlap.",
    (
        BATCH,
        Field("first", "integer", "首个序列号", "first number"),
        Field("last", "integer", "末个序列号（含）", "last number, inclusive"),
        _kg("kg", "数量", "quantity"),
        Field("act", "text", "retired 注销，cancelled 作废", "retired or cancelled"),
        Field(
            "record",
            "text",
            "注销或作废的记录号",
            "record number of the retirement or cancellation",
        ),
    ),
    readings.serial_blocks,
)
CANCELLATIONS = Dataset(
    "cancellations",
    "作废",
    "Cancellations",
    "不作任何声明而退出流通的数量，不计为任何人的抵消。",
    "What was taken out of circulation without a claim; it counts as nobody's offset.",
    (
        Field("cancellation", "text", "作废记录号", "record number"),
        Field("cancelled_at", "time", "作废时间（UTC）", "time of cancellation (UTC)"),
        _kg("kg", "作废数量", "quantity cancelled"),
        ENTRY,
    ),
    readings.cancellations,
)
WITHDRAWALS = Dataset(
    "withdrawals",
    "上游注销",
    "Withdrawals upstream",
    "每次注销在签发平台上办到哪一步，以及证明文件。",
    "How far each withdrawal on the issuing platform has got, and its proof.",
    (
        Field("retirement", "text", "注销记录号", "record number of the retirement"),
        BATCH,
        Field("state", "text",
              "not_requested、requested、withdrawn、refused", "not_requested, requested, withdrawn or refused"),
        Field("requested_at", "time", "申请时间（UTC）", "time of the request (UTC)"),
        Field("decided_at", "time", "办结时间（UTC）", "time of the decision (UTC)"),
        Field("proof_number", "text", "证明编号", "number of the proof"),
        Field("proof_date", "date", "证明日期", "date of the proof"),
        Field("proof_sha256", "text", "证明文件的 SHA-256", "SHA-256 of the proof"),
        Field("made_good_by", "text", "被拒后由哪次注销补足", "the retirement that makes a refusal good"),
    ),
    readings.withdrawals,
)  # fmt: skip
BENEFICIARIES = Dataset(
    "beneficiaries",
    "受益人合计",
    "Beneficiaries",
    "以每个机构名义注销的合计；所有个人合为最后一行。",
    "What was retired in each organization's name; all people together in the last row.",
    (
        Field("kind", "text",
              "organization 机构，individuals 全部个人合计", "organization, or individuals for all people together"),
        Field("beneficiary", "text", "公开编号", "public number"),
        Field("name_zh", "text", "中文名", "Chinese name"),
        Field("name_en", "text", "英文名", "English name"),
        Field("uscc", "text", "统一社会信用代码", "unified social credit code"),
        Field("retirements", "integer", "注销次数", "number of retirements"),
        _kg("kg", "注销数量", "quantity retired"),
    ),
    readings.beneficiaries,
)  # fmt: skip
FREEZES = Dataset(
    "freezes",
    "冻结",
    "Freezes",
    "批次、挂牌和账户的每一次冻结、确认和解冻。",
    "Every freeze of a batch, a listing or an account, its confirmation and its release.",
    (
        Field(
            "subject_kind",
            "text",
            "batch 批次，listing 挂牌，account 账户",
            "batch, listing or account",
        ),
        Field(
            "subject",
            "text",
            "批次编号，或挂牌、账户的公开标识",
            "the batch's code, or the public id of listing or account",
        ),
        Field(
            "act", "text", "freeze 冻结，confirm 确认，unfreeze 解冻", "freeze, confirm or unfreeze"
        ),
        Field("at", "time", "时间（UTC）", "time (UTC)"),
        ENTRY,
    ),
    readings.freezes,
)
CHECKPOINTS = Dataset(
    "checkpoints",
    "日志检查点",
    "Log checkpoints",
    "公开日志签署过的每一个检查点。",
    "Every checkpoint that was ever signed over the public log.",
    (
        Field("size", "integer", "日志条目数", "entries in the log"),
        Field("root", "text", "根哈希（十六进制）", "root hash, hexadecimal"),
        Field("signed_at", "time", "签署时间（UTC）", "time of signing (UTC)"),
        Field("note", "text", "签名文本原文（C2SP）", "the signed note itself (C2SP)"),
    ),
    readings.checkpoints,
)
METHODOLOGIES = Dataset(
    "methodologies",
    "方法学",
    "Methodologies",
    "已备案和已被取代的方法学版本及其出处。",
    "Versions of methodologies that are filed or superseded, and where they come from.",
    (
        Field("methodology", "text", "方法学代码", "code"),
        Field("version", "text", "版本", "version"),
        Field("name_zh", "text", "中文名", "Chinese name"),
        Field("name_en", "text", "英文名", "English name"),
        Field("issuer_zh", "text", "发布机构中文名", "the issuer's Chinese name"),
        Field("issuer_en", "text", "发布机构英文名", "the issuer's English name"),
        Field("document_number", "text", "文号", "number of the document"),
        Field("published", "text", "发布日期，按已知精度", "date of publication, as exact as known"),
        Field("url", "text", "原文网址", "address of the text"),
        Field("status", "text", "filed 已备案，superseded 已被取代", "filed or superseded"),
        Field("quality", "text",
              "出处等级：A 原文，B 忠实副本，C 报道", "evidence: A the issuer's text, B a faithful copy, C a report"),
    ),
    readings.methodologies,
)  # fmt: skip
PROJECTS = Dataset(
    "projects",
    "项目",
    "Projects",
    "有过签发的项目。",
    "Projects that have issued something.",
    (
        Field("project", "text", "项目代码", "code"),
        Field("name_zh", "text", "中文名", "Chinese name"),
        Field("name_en", "text", "英文名", "English name"),
        Field("kind", "text", "类型", "type"),
        Field("district", "text", "所在区，GB/T 2260", "district, GB/T 2260"),
        Field("scheme", "text", "机制代码", "code of the scheme"),
        Field("methodology", "text", "方法学代码", "code of the methodology"),
        Field("owner_zh", "text", "业主机构中文名", "the owning organization's Chinese name"),
        Field("owner_en", "text", "业主机构英文名", "the owning organization's English name"),
        Field("participants", "integer", "参与人数", "how many took part"),
        DEMO,
    ),
    readings.projects,
)


def register_all() -> None:
    """Register the registry's data sets."""
    register(
        ISSUANCES,
        BATCHES,
        RETIREMENTS,
        SERIAL_BLOCKS,
        CANCELLATIONS,
        WITHDRAWALS,
        BENEFICIARIES,
        FREEZES,
        CHECKPOINTS,
        METHODOLOGIES,
        PROJECTS,
    )
