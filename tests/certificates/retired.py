"""Retirements with their papers, made through the verbs."""

from accounts.models import Party
from marketplace import outbox
from marketplace.certificates import files
from marketplace.certificates.models import CertificateFile
from marketplace.registry import log
from marketplace.registry.models import Retirement, Statement
from tests.registry import supply


def retirement(
    *, owner: Party | None = None, kg: int = 2_000, whole_tonnes: bool = False, **options: object
) -> Retirement:
    """A retirement for an event whose statement waits to be sealed.

    ``whole_tonnes``: of a batch that isn't withdrawn upstream yet.
    """
    who = owner or supply.person("buyer")
    source = supply.batch(supply.person("grid"), increment_kg=1000 if whole_tonnes else 1)
    supply.give(source, who, kg)
    return supply.retire(source, who, kg, **options)


def statement_of(row: Retirement) -> Statement:
    """A retirement's latest statement."""
    return row.statements.order_by("-revision")[0]


def certified(**options: object) -> CertificateFile:
    """A retirement, sealed, with its PDF."""
    row = retirement(**options)
    log.seal()
    return paper_of(row)


def paper_of(row: Retirement) -> CertificateFile:
    """The PDF of a retirement's latest statement, made if it isn't there."""
    made = files.make(statement_of(row).pk)
    assert made is not None
    return CertificateFile.objects.get(pk=made.pk)


def drain() -> int:
    """Let the outbox act on what is due."""
    return outbox.drain(kinds=("render_certificate", "annotate_certificate"))
