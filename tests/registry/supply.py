"""Supply for tests: schemes, projects, batches, parties, made through the verbs wherever there is one."""

import itertools
from datetime import date

from accounts.models import Party, User
from accounts.parties import party_for_guest
from marketplace import clock
from marketplace.registry import applying, ledger, projects
from marketplace.registry.applying import Verified
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import (
    CreditBatch,
    Holding,
    Methodology,
    MethodologyVersion,
    Project,
    Scheme,
)

_counter = itertools.count(1)
ORDER = "order:00000000-0000-0000-0000-000000000001"


def today() -> date:
    """The day in Shenzhen: what a proof of withdrawal made today is dated."""
    return clock.now().astimezone(clock.SHENZHEN).date()


def person(name: str) -> Party:
    """A party known by e-mail."""
    return party_for_guest(f"{name}@people.example")


def user(name: str) -> User:
    """Somebody who may act; made on first use."""
    return User.objects.get_or_create(email=f"{name}@zhonghe.example")[0]


def project(owner: Party, *, kind: str = Scheme.Kind.UPSTREAM) -> Project:
    """A metro project of this owner, with its scheme and methodology."""
    number = next(_counter)
    scheme, _made = Scheme.objects.get_or_create(
        code=f"sz-{kind}",
        defaults={
            "name_zh": "深圳碳普惠",
            "name_en": "Shenzhen",
            "kind": kind,
            "credit_type": "PHCER",
        },
    )
    methodology, _made = Methodology.objects.get_or_create(
        code="sz-travel", defaults={"name_zh": "低碳出行", "name_en": "Low-carbon travel"}
    )
    version, _made = MethodologyVersion.objects.get_or_create(
        methodology=methodology,
        version="2021",
        defaults={"name_zh": "低碳公共出行方法学", "name_en": "Low-carbon public travel"},
    )
    facts = projects.Facts(
        name_zh="深圳地铁出行",
        name_en="Shenzhen metro travel",
        kind="metro",
        methodology_version=version,
    )
    return projects.register(facts, owner=owner, scheme=scheme, code=f"metro-{number}")


def batch(
    owner: Party, kg: int = 10_000, *, increment_kg: int = 1, kind: str = Scheme.Kind.UPSTREAM
) -> CreditBatch:
    """An issued batch, all of it available to its owner."""
    number = next(_counter)
    made = project(owner, kind=kind)
    if kind == Scheme.Kind.HERE:
        return issued_here(made, kg, increment_kg=increment_kg)
    request = ledger.request_issuance(
        project=made,
        methodology_version=made.methodology_version,
        monitoring_start=date(2024, 1, 1),
        monitoring_end=date(2024, 12, 31),
        quantity_kg=kg,
        increment_kg=increment_kg,
        upstream_serial=f"SZ-PHCER-2024-{number:06d}",
        custody_account="custody-01",
        trade_reference=f"T-{number}",
        withdrawal_proof=f"retail-{number}" if increment_kg < 1000 else "",
        evidence=f"monitoring report {number}".encode(),
        actor=user("registrar"),
    )
    return issue(request)


def issue(request, actor: User | None = None) -> CreditBatch:
    """Approve a request as a second registrar does: the serial is typed again."""
    again = request.upstream_serial
    return ledger.issue(
        request=request, actor=actor or user("second-registrar"), serial_again=again
    )


def verified(kg: int = 10_000, **changes: object) -> Verified:
    """What a project's owner applies with: a year's report and its verification."""
    number = next(_counter)
    facts = {
        "monitoring_start": date(2024, 1, 1),
        "monitoring_end": date(2024, 12, 31),
        "quantity_kg": kg,
        "reported_kg": kg,
        "verifier": "深圳核查有限公司",
        "statement_number": f"V-{number}",
        "statement_date": date(2025, 3, 1),
        "report": f"%PDF-1.7 report {number}".encode(),
        "report_name": "report.pdf",
        "statement": f"%PDF-1.7 statement {number}".encode(),
        "statement_name": "statement.pdf",
    }
    return Verified(**(facts | changes))


def passed(request, actor: User):
    """Check an application and find nothing wrong."""
    points = dict.fromkeys(applying.POINTS, True)
    return ledger.check(request=request, points=points, remarks="", actor=actor)


def issued_here(made: Project, kg: int, *, increment_kg: int = 1) -> CreditBatch:
    """A batch of a scheme whose registry we are: applied for, checked, approved by three people."""
    facts = verified(kg, increment_kg=increment_kg)
    request = ledger.apply(project=made, verified=facts, actor=user("owner"))
    passed(request, user("registrar"))
    return ledger.issue(request=request, actor=user("second-registrar"))


def give(source: CreditBatch, owner: Party, kg: int) -> None:
    """Sell kilograms of a batch to a party, by the whole road."""
    seller = source.project.owner
    lines = [Line(source.pk, seller.pk, kg)]
    ledger.list_stock(lines=lines, subject="listing:1")
    ledger.hold(lines=lines, subject=ORDER)
    ledger.sell(lines=[Sale(source.pk, seller.pk, owner.pk, kg)], subject=ORDER)


def claim(ref: str, **changes: str) -> dict[str, str]:
    """A claim for an event."""
    return {
        "kind": "event",
        "title_zh": "2026 深圳创新论坛",
        "title_en": "Shenzhen Innovation Forum 2026",
        "period": "2026-09-18/2026-09-19",
        "ref": ref,
    } | changes


def retire(
    source: CreditBatch, owner: Party, kg: int, *, ref: str = "", beneficiary: Party | None = None
):
    """Retire an owner's kilograms of one batch for an event."""
    return ledger.retire(
        owner=owner,
        beneficiary=beneficiary or owner,
        lines=[Line(source.pk, owner.pk, kg)],
        purpose="event",
        jurisdiction="CN-GD",
        reason="论坛的排放",
        claim=claim(ref or f"event:{next(_counter)}"),
        subject=ORDER,
    )


def amounts(source: CreditBatch, owner: Party) -> tuple[int, int, int]:
    """What a party has of a batch: available, listed, held."""
    row = Holding.objects.get(batch=source, account=owner)
    return row.available_kg, row.listed_kg, row.held_kg
