"""A sample paper, made without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from marketplace.certificates.paper import Paper, PaperLine

LINE = PaperLine(
    batch="SZ-PHCER-0012-2024-01",
    scheme="PHCER",
    project_zh="福田地铁绿色出行",
    project_en="Futian Metro Green Travel",
    methodology_zh="深圳市低碳公共出行碳普惠方法学（试行）",
    methodology_en="Shenzhen methodology for low-carbon public transport (trial)",
    monitoring_start=date(2024, 1, 1),
    monitoring_end=date(2024, 12, 31),
    first=4_812_001,
    last=4_832_000,
    kg=20_000,
)
PAPER = Paper(
    code="ZH-7K4M-Q2XD-93FB-T5",
    revision=1,
    purpose="event",
    beneficiary_zh="南山会展集团有限公司",
    beneficiary_en="Nanshan Expo Group Co., Ltd.",
    title_zh="湾区低碳城市论坛",
    title_en="Bay Area Low-Carbon City Forum",
    period="2026-09-18 – 2026-09-19",
    owner_zh="",
    owner_en="",
    jurisdiction="CN-GD",
    kg=20_000,
    lines=(LINE,),
    retired_at=datetime(2026, 11, 2, 6, 6, 31, tzinfo=UTC),
    log_origin="zhonghe.example/log",
    log_position=88_196,
    log_size=88_231,
    log_root="7f3ac0e1" * 8,
    address="http://testserver/zh-hans/certificates/ZH-7K4M-Q2XD-93FB-T5",
    demo=True,
)


def paper(*, batches: int = 1, **changes: Any) -> Paper:
    """Return the sample paper with as many batches as asked for, and with these fields changed."""
    lines = tuple(
        replace(LINE, batch=f"SZ-PHCER-{number:04d}-2024-01") for number in range(1, batches + 1)
    )
    return replace(PAPER, **{"lines": lines, "kg": LINE.kg * batches, **changes})
