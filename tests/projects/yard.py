"""A seller's yard for tests: applications, dossiers and files, made through the verbs."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Organization, User
from marketplace import clock
from marketplace.projects import applications, dossiers, files, reviews
from marketplace.projects.models import Application, DossierVersion, StoredFile
from marketplace.registry.models import Methodology, MethodologyVersion, Project, Scheme

PDF = b"%PDF-1.7 a report"


def today() -> date:
    return clock.now().astimezone(clock.SHENZHEN).date()


def particulars(**changes: Any) -> applications.Particulars:
    """What a small firm says when it applies: published three weeks ago."""
    given = {
        "role": "owner",
        "contact_name": "罗阳",
        "contact_phone": "0755-8888 0000",
        "contact_email": "luo@solar.example",
        "account_name": "鹏城光伏",
        "bank": "演示银行深圳分行",
        "account_number": "6222 0000 1111 2222",
        "published_on": today() - timedelta(weeks=3),
        "published_url": "https://solar.example/benefits",
    }
    return applications.Particulars(**given | changes)


def application(organization: Organization, actor: User, **changes: Any) -> Application:
    """An application that waits."""
    return applications.apply(organization, particulars(**changes), actor=actor)


def accepted(organization: Organization, actor: User, registrar: User) -> Application:
    """An application that a registrar has accepted."""
    made = application(organization, actor)
    applications.accept(made, actor=registrar)
    return made


def scheme(kind: str = Scheme.Kind.HERE) -> Scheme:
    return Scheme.objects.get_or_create(
        code=f"sz-{kind}",
        defaults={
            "name_zh": "深圳碳普惠",
            "name_en": "Shenzhen",
            "kind": kind,
            "credit_type": "PHCER",
        },
    )[0]


def methodology(status: str = MethodologyVersion.Status.FILED) -> MethodologyVersion:
    head, _made = Methodology.objects.get_or_create(
        code="sz-solar", defaults={"name_zh": "分布式光伏", "name_en": "Distributed solar"}
    )
    return MethodologyVersion.objects.get_or_create(
        methodology=head,
        version=f"v-{status}",
        defaults={"name_zh": "光伏方法学", "name_en": "Solar methodology", "status": status},
    )[0]


def facts(**changes: Any) -> dict[str, Any]:
    """A whole dossier's facts."""
    return {
        "name_zh": "坂田屋顶光伏",
        "name_en": "Bantian rooftop solar",
        "kind": "solar",
        "scheme": scheme(),
        "methodology_version": methodology(),
        "district": "440307",
        "place_zh": "坂田街道",
        "place_en": "Bantian",
        "latitude": Decimal("22.63636"),
        "longitude": Decimal("114.04989"),
        "radius_m": 300,
        "starts_on": date(2024, 1, 1),
        "ends_on": None,
        "who_zh": "七家小微企业",
        "who_en": "seven small firms",
        "participants": 7,
        "summary_zh": "七家企业合用屋顶。",
        "summary_en": "Seven firms share their roofs.",
        "co_benefits_zh": "降低电费",
        "co_benefits_en": "Lower bills",
    } | changes


def draft(organization: Organization, actor: User, **changes: Any) -> DossierVersion:
    return dossiers.begin(organization, actor=actor, facts=facts(**changes))


def submitted(organization: Organization, actor: User, **changes: Any) -> DossierVersion:
    """A dossier that waits for a registrar."""
    version = draft(organization, actor, **changes)
    dossiers.submit(version, actor=actor)
    version.refresh_from_db()
    return version


def project(
    organization: Organization, actor: User, registrar: User, **changes: Any
) -> tuple[Project, DossierVersion]:
    """A registered project with the version that made it."""
    if not applications.is_accepted(organization):
        accepted(organization, actor, registrar)
    version = submitted(organization, actor, **changes)
    return reviews.accept(version, actor=registrar), version


def stored(organization: Organization, actor: User, content: bytes = PDF) -> StoredFile:
    return files.store(files.Upload("report.pdf", content), organization=organization, actor=actor)


def workbook() -> bytes:
    """The least that is an XLSX file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()
