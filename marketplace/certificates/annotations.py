"""What became known after a retirement; the only writer of ``Annotation``."""

from datetime import datetime
from uuid import UUID

from marketplace.certificates.models import Annotation
from marketplace.registry.models import Retirement


def annotate(*, retirement: UUID | str, kind: str, reference: str, at: datetime) -> None:
    """Note something on a certificate, once per ``reference`` (such as ``refund:<id>``).

    A retirement is final: the note says that money went back, not that kilograms did. No amount is kept. Raises
    Retirement.DoesNotExist for an unknown public id, ValueError for an unknown kind.
    """
    if kind not in Annotation.Kind.values:
        raise ValueError(f"Unknown kind of annotation {kind!r}.")
    row = Annotation(
        retirement=Retirement.objects.only("pk").get(public_id=retirement),
        kind=kind,
        reference=reference,
        at=at,
    )
    Annotation.objects.bulk_create([row], ignore_conflicts=True)
