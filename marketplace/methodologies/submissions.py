"""A developer's side.

Drafting, handing in, withdrawing, trying again. The only writer of submissions' words and documents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from accounts.queries import role_in
from marketplace import canonical, clock, visible
from marketplace.errors import MarketError
from marketplace.methodologies import codes, documents
from marketplace.methodologies.models import Document, Submission
from marketplace.registry import filings
from marketplace.registry.models import MethodologyVersion

Status = Submission.Status
WRITERS = frozenset({"admin", "preparer"})
OPEN = (Status.SUBMITTED, Status.UNDER_REVIEW)
MAY_BE_TRIED_AGAIN = (Status.RETURNED, Status.REJECTED, Status.WITHDRAWN)
MOST_DRAFTS = 20
UNREADABLE: Mapping[str, Any] = {
    "empty": _("The file is empty."),
    "size": _("The file may have at most 10 MB."),
    "type": _("Only PDF and Word (DOCX) files are taken; the content decides, not the name."),
    "macros": _("This Word file carries macros. Save it without them."),
}


@dataclass(frozen=True)
class Words:
    """What a submission says. Kinds are those of projects; texts may be empty in a draft."""

    code: str
    version: str
    name_zh: str = ""
    name_en: str = ""
    scope_zh: str = ""
    scope_en: str = ""
    kinds: Sequence[str] = ()
    news_zh: str = ""
    news_en: str = ""
    contact: str = ""


@transaction.atomic
def draft(
    organization: Organization,
    words: Words,
    *,
    actor: User,
    replaces: Submission | None = None,
    is_demo: bool = False,
    now: datetime | None = None,
) -> Submission:
    """Begin a draft for an organization. Raises MarketError ``not_allowed``, ``rate_limited`` for too many drafts."""
    _check_writer(organization, actor)
    mine = Submission.objects.filter(organization=organization, status=Status.DRAFT)
    if mine.count() >= MOST_DRAFTS:
        raise MarketError("rate_limited", _("Finish or throw away some of your drafts first."))
    return Submission.objects.create(
        organization=organization,
        replaces=replaces,
        created_by=actor,
        created_at=now or clock.now(),
        is_demo=is_demo,
        **_fields(words),
    )


@transaction.atomic
def save(submission: Submission, words: Words, *, actor: User) -> None:
    """Write a draft's words. Raises MarketError ``not_allowed``; ``invalid_state`` once it is submitted."""
    _check_writer(submission.organization, actor)
    fields = _fields(words)
    if not _drafts(submission).update(**fields):
        raise MarketError("invalid_state")


@transaction.atomic
def add_document(
    submission: Submission, *, name: str, content: bytes, actor: User, now: datetime | None = None
) -> Document:
    """Add a PDF or DOCX to a draft; the same content again is the same document.

    Raises MarketError ``evidence_required`` for what is not taken, ``rate_limited`` for a sixth, ``invalid_state``.
    """
    _check_writer(submission.organization, actor)
    try:
        kind = documents.media_type(content)
    except documents.RefusedError as refusal:
        raise MarketError("evidence_required", UNREADABLE[refusal.code]) from refusal
    _locked_draft(submission)
    sha256 = canonical.sha256(content)
    there = submission.documents.filter(sha256=sha256).first()
    if there is not None:
        return there
    if submission.documents.count() >= documents.MOST_DOCUMENTS:
        raise MarketError("rate_limited", _("A submission has at most five documents."))
    return Document.objects.create(
        submission=submission,
        name=documents.file_name(name, kind),
        media_type=kind,
        content=content,
        size=len(content),
        sha256=sha256,
        uploaded_by=actor,
        uploaded_at=now or clock.now(),
    )


@transaction.atomic
def remove_document(submission: Submission, document: Document, *, actor: User) -> None:
    """Take a document away from a draft. Raises MarketError ``not_allowed``, ``invalid_state``."""
    _check_writer(submission.organization, actor)
    _locked_draft(submission)
    submission.documents.filter(pk=document.pk).delete()


@transaction.atomic
def submit(submission: Submission, *, actor: User, now: datetime | None = None) -> None:
    """Hand a draft in; from now on it is frozen.

    Raises MarketError ``invalid_request`` naming what is missing or taken, ``not_allowed``, ``invalid_state``.
    """
    _check_writer(submission.organization, actor)
    row = _locked_draft(submission)
    missing = lacking(row)
    if missing:
        raise MarketError("invalid_request", missing[0])
    if is_taken(row.code, row.version):
        raise MarketError("invalid_request", _("This version of the methodology is filed already."))
    Submission.objects.filter(pk=row.pk).update(
        status=Status.SUBMITTED, submitted_by=actor, submitted_at=now or clock.now()
    )


@transaction.atomic
def withdraw(submission: Submission, *, actor: User) -> None:
    """Take back what waits or is under review.

    It stays on record. Raises MarketError ``not_allowed``, ``invalid_state``.
    """
    _check_writer(submission.organization, actor)
    rows = Submission.objects.filter(pk=submission.pk, status__in=OPEN)
    if not rows.update(status=Status.WITHDRAWN):
        raise MarketError("invalid_state")


@transaction.atomic
def discard(submission: Submission, *, actor: User) -> None:
    """Throw a draft away with its documents. Raises MarketError ``not_allowed``, ``invalid_state``."""
    _check_writer(submission.organization, actor)
    row = _locked_draft(submission)
    row.documents.all().delete()
    row.delete()


@transaction.atomic
def try_again(submission: Submission, *, actor: User, now: datetime | None = None) -> Submission:
    """Begin a new draft from one that was returned, rejected or withdrawn, with its words and documents.

    Asked twice, the answer is the same draft. Raises MarketError ``not_allowed``, ``invalid_state``.
    """
    row = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if row.status not in MAY_BE_TRIED_AGAIN:
        raise MarketError("invalid_state")
    there = Submission.objects.filter(replaces=row).first()
    if there is not None:
        return there
    words = Words(**{name: getattr(row, name) for name in Words.__dataclass_fields__})
    made = draft(row.organization, words, actor=actor, replaces=row, is_demo=row.is_demo, now=now)
    for document in row.documents.all():
        add_document(
            made, name=document.name, content=bytes(document.content), actor=actor, now=now
        )
    return made


def lacking(submission: Submission) -> list[Any]:
    """Return what a draft still needs before it can be handed in, as sentences."""
    wanted = [
        (submission.name_zh, _("Give its name in Chinese.")),
        (submission.code and submission.version, _("Give its code and version.")),
        (submission.scope_zh, _("Say in Chinese what it covers.")),
        (submission.kinds, _("Say for which kinds of projects it is.")),
        (submission.contact, _("Say whom we may ask.")),
        (submission.documents.exists(), _("Add the methodology's text as PDF or DOCX.")),
        (
            submission.news_zh or submission.news_en or not former(submission),
            _("Say what is new against the former version."),
        ),
    ]
    return [sentence for there, sentence in wanted if not there]


def former(submission: Submission) -> MethodologyVersion | None:
    """Return the version now filed under the same code, if there is one."""
    rows = MethodologyVersion.objects.filter(methodology__code=submission.code, status="filed")
    return rows.order_by("-pk").first()


def is_taken(code: str, version: str) -> bool:
    """Return whether a version of that name is in the registry, however it is written."""
    return filings.is_filed(code, version)


def _check_writer(organization: Organization, actor: User) -> None:
    if role_in(actor, organization) not in WRITERS:
        raise MarketError("not_allowed")


def _drafts(submission: Submission) -> Any:
    return Submission.objects.filter(pk=submission.pk, status=Status.DRAFT)


def _locked_draft(submission: Submission) -> Submission:
    row = _drafts(submission).select_for_update(no_key=True).first()
    if row is None:
        raise MarketError("invalid_state")
    return row


def _fields(words: Words) -> dict[str, Any]:
    if not codes.is_free(words.code):
        raise MarketError("invalid_request", codes.RESERVED)
    visible.check(text for text in asdict(words).values() if isinstance(text, str))
    return asdict(words) | {"kinds": sorted(set(words.kinds))}
