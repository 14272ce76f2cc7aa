"""What the demo sells: real schemes and methodologies; made-up projects, issued by two registrars, and put on sale."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from demo import methods
from demo.cast import Cast, content
from demo.papers import paper
from marketplace.market import listings
from marketplace.registry import ledger, projects
from marketplace.registry.models import (
    CreditBatch,
    MethodologyVersion,
    Project,
    Scheme,
)

NAMES = ("name_zh", "name_en")
SOLD_BY = {
    "sold_by_zh": "中和平台受项目业主委托销售（演示）",
    "sold_by_en": "Zhonghe, for the project owner (demo)",
}


@transaction.atomic
def load(cast: Cast) -> None:
    """Put the catalogue on sale; what is there already is left alone."""
    data = content("supply")
    schemes = {row["code"]: _scheme(row) for row in data["scheme"]}
    versions = {row["code"]: _methodology(row) for row in data["methodology"]}
    for row in data["project"]:
        if not Project.objects.filter(code=row["code"]).exists():
            project = _project(row, cast, schemes[row["scheme"]], versions[row["methodology"]])
            _sell(row, _issue(row, project, cast), cast)


def _scheme(row: dict[str, Any]) -> Scheme:
    values = {key: row[key] for key in (*NAMES, "credit_type", "note_zh", "note_en")}
    return Scheme.objects.get_or_create(code=row["code"], defaults=values)[0]


def _methodology(row: dict[str, Any]) -> MethodologyVersion:
    return methods.record(row)


def _project(
    row: dict[str, Any], cast: Cast, scheme: Scheme, version: MethodologyVersion
) -> Project:
    texts = ("who", "summary", "co_benefits")
    facts = projects.Facts(
        kind=row["kind"],
        methodology_version=version,
        district=row["district"],
        participants=row["participants"],
        **{key: row[key] for key in NAMES},
        **{f"{text}_{code}": row[f"{text}_{code}"] for text in texts for code in ("zh", "en")},
    )
    owner = cast.organizations[row["owner"]].party
    return projects.register(facts, owner=owner, scheme=scheme, code=row["code"], is_demo=True)


def _issue(row: dict[str, Any], project: Project, cast: Cast) -> CreditBatch:
    """Import the block into custody: one registrar asks, the other approves."""
    start, end = row["monitoring"]
    request = ledger.request_issuance(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=start,
        monitoring_end=end,
        quantity_kg=row["tonnes"] * 1000,
        increment_kg=row["increment_kg"],
        upstream_serial=row["upstream_serial"],
        custody_account="DEMO-CUSTODY-0001",
        trade_reference=f"DEMO-TRADE-{row['code']}",
        withdrawal_proof=f"DEMO-WITHDRAWN-{row['code']}" if row["increment_kg"] < 1000 else "",
        evidence=paper("Confirmation of issue", row["code"]),
        evidence_name="demo-evidence.pdf",
        actor=cast.user("registrar"),
    )
    return ledger.issue(
        request=request, actor=cast.user("registrar2"), serial_again=request.upstream_serial
    )


def _sell(row: dict[str, Any], batch: CreditBatch, cast: Cast) -> None:
    price_fen = int(Decimal(row["price"]) * 100)
    quantity_kg = row["listed_tonnes"] * 1000 // row["increment_kg"] * row["increment_kg"]
    owner = cast.organizations[row["owner"]]
    offer = listings.Offer(quantity_kg, price_fen, increment_kg=row["increment_kg"], **SOLD_BY)
    listing = listings.draft(batch, owner.party, offer)
    listings.activate(listing, actor=owner.created_by)
