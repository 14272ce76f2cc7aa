"""Filing methodologies, and saying whether credits may be issued under them. Each act is a leaf of the log.

The only writer of ``Methodology``, ``MethodologyVersion`` and ``MethodologyAct``. Nothing is rewritten: batches
and projects keep pointing to the version by which they were quantified. Who may file, and after which review,
is the business of
``marketplace.methodologies``.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import canonical, clock, outbox
from marketplace.registry import leaves, records
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import Methodology, MethodologyAct, MethodologyVersion
from marketplace.registry.public.serial_texts import compact

Status = MethodologyVersion.Status
Act = MethodologyAct.Act
FILED_ALREADY = _("This version of the methodology is filed already.")


@dataclass(frozen=True)
class Text:
    """The facts of a version; ``published`` is as exact as known: 2021, 2022-12, 2022-06-21."""

    version: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    document_number: str
    published: str
    scope_zh: str
    scope_en: str
    kinds: Sequence[str]
    url: str = ""
    quality: str = "A"


@transaction.atomic
def file_version(
    *, code: str, text: Text, document_sha256: str, actor: User, now: datetime | None = None
) -> MethodologyVersion:
    """File a version of the methodology ``code``, made if it is new; it supersedes those filed before.

    It is not yet accepted for credits. Raises LedgerError ``invalid_state`` when this version is there already.
    """
    version = _enter(code, text)
    _begin(version, Act.FILED, document_sha256=document_sha256, actor=actor, now=now)
    return version


@transaction.atomic
def record_filed_elsewhere(
    *, code: str, text: Text, document_sha256: str, actor: User, now: datetime | None = None
) -> MethodologyVersion:
    """Record a version that an authority filed, by its document; it supersedes those there are.

    It is accepted for credits only by another registrar. Raises what ``file_version`` raises.
    """
    version = _enter(code, text)
    _begin(version, Act.RECORDED, document_sha256=document_sha256, actor=actor, now=now)
    return version


def is_filed(code: str, version: str) -> bool:
    """Return whether a version is in the registry, in whatever width, case or spacing it is written."""
    filed = MethodologyVersion.objects.filter(methodology__code=code)
    wanted = compact(version)
    return any(compact(each) == wanted for each in filed.values_list("version", flat=True))


def _enter(code: str, text: Text) -> MethodologyVersion:
    """Store a version, not accepted yet, with the methodology's row locked."""
    Methodology.objects.get_or_create(
        code=code, defaults={"name_zh": text.name_zh, "name_en": text.name_en}
    )
    # The methodology's row serializes two registrars who file for it at the same moment.
    methodology = Methodology.objects.select_for_update(no_key=True).get(code=code)
    if is_filed(code, text.version):
        raise LedgerError("invalid_state", FILED_ALREADY)
    version = MethodologyVersion(
        methodology=methodology, accepted=False, **(asdict(text) | {"kinds": list(text.kinds)})
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as clash:
        raise LedgerError("invalid_state", FILED_ALREADY) from clash
    return version


def _begin(
    version: MethodologyVersion,
    act: str,
    *,
    document_sha256: str,
    actor: User,
    now: datetime | None,
) -> None:
    """Write down how a version came here, and that it supersedes the others."""
    now = now or clock.now()
    _act(version, act, actor=actor, now=now, document_sha256=document_sha256)
    former = version.methodology.versions.filter(status=Status.FILED).exclude(pk=version.pk)
    for row in former.order_by("pk"):
        MethodologyVersion.objects.filter(pk=row.pk).update(status=Status.SUPERSEDED)
        row.status = Status.SUPERSEDED
        _act(row, Act.SUPERSEDED, actor=actor, now=now, successor=version)


@transaction.atomic
def record_version(*, code: str, text: Text, accepted: bool) -> MethodologyVersion:
    """Load a version that an authority has filed elsewhere, known by its source; again is the same version.

    For data that come with an installation. Nothing is decided here, so nothing goes into the log until a registrar
    accepts or stops it.
    """
    methodology, _made = Methodology.objects.get_or_create(
        code=code, defaults={"name_zh": text.name_zh, "name_en": text.name_en}
    )
    facts = asdict(text) | {"kinds": list(text.kinds), "accepted": accepted}
    return MethodologyVersion.objects.get_or_create(
        methodology=methodology, version=facts.pop("version"), defaults=facts
    )[0]


@transaction.atomic
def set_accepted(
    *, version: MethodologyVersion, accepted: bool, actor: User, now: datetime | None = None
) -> MethodologyAct:
    """Say that credits may be issued here under a version, or may no longer. Batches already issued stand.

    Raises LedgerError ``same_person`` for whoever recorded it, ``invalid_state`` when it is so already.
    """
    recorded = MethodologyAct.objects.filter(version=version, act=Act.RECORDED, actor=actor)
    if accepted and recorded.exists():
        raise LedgerError("same_person")
    changed = MethodologyVersion.objects.filter(pk=version.pk).exclude(accepted=accepted)
    if not changed.update(accepted=accepted):
        raise LedgerError("invalid_state")
    act = Act.ACCEPTED if accepted else Act.STOPPED
    return _act(version, act, actor=actor, now=now or clock.now())


def check_accepted(version: MethodologyVersion, *, lock: bool = False) -> None:
    """Refuse credits under a version that is not accepted here: LedgerError ``methodology_not_accepted``.

    With ``lock`` the answer stays true until the transaction ends.
    """
    rows = MethodologyVersion.objects.filter(pk=version.pk)
    if not (rows.select_for_update(no_key=True) if lock else rows).get().accepted:
        raise LedgerError("methodology_not_accepted")


def _act(
    version: MethodologyVersion,
    act: str,
    *,
    actor: User,
    now: datetime,
    document_sha256: str = "",
    successor: MethodologyVersion | None = None,
) -> MethodologyAct:
    row = MethodologyAct(
        version=version,
        act=act,
        actor=actor,
        at=now,
        document_sha256=document_sha256,
        successor=successor,
        salt=canonical.new_salt(),
    )
    (row.leaf,) = leaves.append([records.methodology(row)])
    row.save(force_insert=True)
    outbox.put("seal_log", f"methodology:{row.pk}")
    return row
