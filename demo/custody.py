"""What waits for the registrars: a list with one lying row, an application, withdrawals at every station."""

import io
import zipfile
from typing import Any

from demo.cast import Cast, content
from demo.papers import paper
from marketplace import clock
from marketplace.registry import ledger, projects
from marketplace.registry.applying import Verified
from marketplace.registry.block_imports import importing, sheet
from marketplace.registry.ledger import Line
from marketplace.registry.models import (
    CreditBatch,
    MethodologyVersion,
    Scheme,
    WithdrawalLine,
)
from marketplace.registry.withdrawals import answering, collecting


def load(cast: Cast) -> None:
    """Fill the registrars' desk, once."""
    data = content("custody")
    if Scheme.objects.filter(code=data["scheme"]["code"]).exists():
        return
    _list(data["list"], cast)
    _application(data, cast)
    for row in data["withdrawal"]:
        _withdrawal(row, cast)


def _list(data: dict[str, Any], cast: Cast) -> None:
    """One registrar uploads a list and sends its correct rows; the second one has not decided yet."""
    rows = [row | {"custody_account": "DEMO-CUSTODY-0001"} for row in data["row"]]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for row in rows:
            archive.writestr(
                row["evidence"], paper("Confirmation of issue", row["trade_reference"])
            )
    made = importing.upload(
        sheet.write(rows, chinese=True),
        file_name=data["name"],
        files=packed.getvalue(),
        files_name="evidence.zip",
        actor=cast.user("registrar"),
    )
    importing.send(made, actor=cast.user("registrar"))


def _application(data: dict[str, Any], cast: Cast) -> None:
    """A project's owner applies for the issue of credits of a scheme whose registry we are."""
    scheme = Scheme.objects.create(kind=Scheme.Kind.HERE, **data["scheme"])
    row = dict(data["project"])
    owner = cast.organizations[row.pop("owner")]
    version = MethodologyVersion.objects.get(methodology__code=row.pop("methodology"))
    code = row.pop("code")
    project = projects.register(
        projects.Facts(methodology_version=version, **row),
        owner=owner.party,
        scheme=scheme,
        code=code,
        is_demo=True,
    )
    number = data["application"]["statement_number"]
    verified = Verified(
        **data["application"],
        report=paper("Monitoring report", number),
        report_name="monitoring-report.pdf",
        statement=paper("Verification statement", number),
        statement_name="verification-statement.pdf",
    )
    ledger.apply(project=project, verified=verified, actor=owner.created_by)


def _withdrawal(row: dict[str, Any], cast: Cast) -> None:
    """Retire whole tonnes of a block; ask for their withdrawal if the row says so, and answer it."""
    batch = CreditBatch.objects.get(project__code=row["project"])
    for number, tonnes in enumerate(row["tonnes"], start=1):
        _retire(row, batch, tonnes, ref=f"demo:{row['title_en'][:20].replace(' ', '-')}-{number}")
    if "answered" not in row:
        return
    made = collecting.request(scheme=batch.scheme, actor=cast.user("registrar"))
    if row["answered"]:
        for line in made.lines.select_related("upstream__retirement", "batch"):
            _answer(line, cast)


def _retire(row: dict[str, Any], batch: CreditBatch, tonnes: int, *, ref: str) -> None:
    owner = batch.project.owner
    claim = {
        "kind": "other",
        "title_zh": row["title_zh"],
        "title_en": row["title_en"],
        "period": "",
        "ref": ref.replace("'", ""),
    }
    ledger.retire(
        owner=owner,
        beneficiary=owner,
        lines=[Line(batch.pk, owner.pk, tonnes * 1000)],
        purpose="other",
        jurisdiction="CN-GD",
        reason=row["title_zh"],
        claim=claim,
        subject="demo:custody",
    )


def _answer(line: WithdrawalLine, cast: Cast) -> None:
    number = f"DEMO-WITHDRAWN-2026-{line.number:03d}"
    content_ = paper("Proof of withdrawal", number)
    today = clock.now().astimezone(clock.SHENZHEN).date()
    proof = answering.Proof(number, today, content_, f"{number}.pdf")
    answering.withdrawn(line=line, proof=proof, actor=cast.user("registrar2"))
