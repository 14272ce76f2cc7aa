"""The demo's sellers: project owners accepted, waiting and sent back; a small firm whose first batch is on sale."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import Organization, User
from demo.cast import Cast, content
from marketplace import clock
from marketplace.market import listings, selling
from marketplace.projects import applications, dossiers, files, reviews
from marketplace.projects.models import Application, Dossier, DossierVersion
from marketplace.registry import ledger
from marketplace.registry.models import CreditBatch, MethodologyVersion, Project, Scheme


@transaction.atomic
def load(cast: Cast) -> None:
    """Play the sellers' road; who has applied already is left alone."""
    data = content("sellers")
    for key in data["owners"]:
        _accept(_apply(key, _like(key), cast), cast)
    for key, row in data["application"].items():
        made = _apply(key, row, cast)
        if key != "neighbours":  # their application waits, for a registrar to try
            _accept(made, cast)
    for story, play in (("accepted", _on_sale), ("returned", _sent_back)):
        organization = cast.organizations[data[story]["organization"]]
        if not Dossier.objects.filter(organization=organization).exists():
            play(data[story], organization, cast)


def _like(key: str) -> dict[str, Any]:
    """Return the particulars of an owner about whom nothing special is told."""
    return {
        "role": "owner",
        "contact_name": "演示联系人",
        "contact_phone": "0755-0000 1000",
        "contact_email": f"{key}@demo.zhonghe.example",
        "bank": "演示银行深圳分行",
        "account_number": "0000 1111 2222 4400",
        "published_url": f"https://{key}.demo.zhonghe.example/sharing",
    }


def _apply(key: str, row: dict[str, Any], cast: Cast) -> Application:
    organization = cast.organizations[key]
    there = Application.objects.filter(organization=organization).first()
    if there is not None:
        return there
    founder = _founder(organization)
    agreement = None
    if row["role"] == Application.Role.AGGREGATOR:
        paper = files.Upload("代理协议（演示）.pdf", _paper("Agency agreement, made up"))
        agreement = files.store(paper, organization=organization, actor=founder)
    particulars = applications.Particulars(
        **row,
        account_name=organization.name_zh,
        published_on=clock.now().astimezone(clock.SHENZHEN).date() - timedelta(weeks=4),
        agency_agreement=agreement,
    )
    return applications.apply(organization, particulars, actor=founder)


def _accept(application: Application, cast: Cast) -> None:
    if application.status == Application.Status.SUBMITTED:
        applications.accept(application, actor=cast.user("registrar"))


def _on_sale(row: dict[str, Any], organization: Organization, cast: Cast) -> None:
    """A dossier is accepted, its first batch issued by two registrars and put up for sale by the firm."""
    founder = _founder(organization)
    version = _draft(row, organization)
    report = files.store(
        files.Upload("监测报告 2025（演示）.pdf", _paper("Monitoring report 2025, made up")),
        organization=organization,
        actor=founder,
    )
    given = {**row["period"], "quantity": Decimal(row["period"]["quantity"])}
    dossiers.add_period(version, dossiers.Period(**given, report=report), actor=founder)
    for name, title_zh, title_en, public in (
        (
            "Sharing of benefits, made up",
            "收益分配公示（演示）",
            "Sharing of benefits (demo)",
            True,
        ),
        (
            "List of participants, made up",
            "参与方名单（演示）",
            "List of participants (demo)",
            False,
        ),
    ):
        stored = files.store(
            files.Upload(f"{title_zh}.pdf", _paper(name)), organization=organization, actor=founder
        )
        dossiers.add_document(
            version, stored, title_zh=title_zh, title_en=title_en, is_public=public, actor=founder
        )
    dossiers.submit(version, actor=founder)
    project = reviews.accept(version, actor=cast.user("registrar"))
    batch = _issue(row, project, evidence=bytes(report.content), cast=cast)
    offer = listings.Offer(
        row["listed_tonnes"] * 1000,
        int(Decimal(row["price"]) * 100),
        increment_kg=row["increment_kg"],
    )
    selling.activate(selling.draft(batch, organization, offer, actor=founder), actor=founder)


def _issue(row: dict[str, Any], project: Project, *, evidence: bytes, cast: Cast) -> CreditBatch:
    request = ledger.request_issuance(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=row["period"]["starts_on"],
        monitoring_end=row["period"]["ends_on"],
        quantity_kg=row["tonnes"] * 1000,
        increment_kg=row["increment_kg"],
        upstream_serial=row["upstream_serial"],
        custody_account="DEMO-CUSTODY-0001",
        trade_reference="DEMO-TRADE-bakery",
        withdrawal_proof="DEMO-WITHDRAWN-bakery",
        evidence=evidence,
        evidence_name="demo-monitoring-report.pdf",
        actor=cast.user("registrar"),
    )
    return ledger.issue(
        request=request, actor=cast.user("registrar2"), serial_again=request.upstream_serial
    )


def _sent_back(row: dict[str, Any], organization: Organization, cast: Cast) -> None:
    version = _draft(row, organization)
    dossiers.submit(version, actor=_founder(organization))
    reviews.send_back(version, row["remarks"], actor=cast.user("registrar2"))


def _draft(row: dict[str, Any], organization: Organization) -> DossierVersion:
    facts = dict(row["facts"])
    for name in ("latitude", "longitude"):
        if name in facts:
            facts[name] = Decimal(facts[name])
    facts["scheme"] = Scheme.objects.get(code=row["scheme"])
    facts["methodology_version"] = MethodologyVersion.objects.get(
        methodology__code=row["methodology"], status=MethodologyVersion.Status.FILED
    )
    return dossiers.begin(organization, actor=_founder(organization), facts=facts, is_demo=True)


def _founder(organization: Organization) -> User:
    founder = organization.created_by
    assert founder is not None
    return founder


def _paper(title: str) -> bytes:
    """Return a one-page PDF that says its title and that it is a sample."""
    text = f"BT /F1 18 Tf 60 760 Td ({title}) Tj 0 -30 Td (Demo. Not a real document.) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Font << /F1 5 0 R >> >>",
    )
    body, places = "%PDF-1.4\n", []
    for number, content_of in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content_of}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 7\n0000000000 65535 f \n{table}{end}".encode("latin-1")
