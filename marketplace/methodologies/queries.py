"""Everything that may be read of methodologies, filed and proposed; every answer is a frozen value."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.queries import person_name
from marketplace.methodologies.models import Assignment, Document, Recording, Submission
from marketplace.methodologies.shapes import (
    ActView,
    DocumentView,
    MethodologyCard,
    MethodologyPage,
    OpinionView,
    ProposalView,
    UseView,
    VersionView,
)
from marketplace.registry.models import (
    CreditBatch,
    MethodologyAct,
    MethodologyVersion,
    Project,
    SerialBlock,
)

Status = Submission.Status
PUBLIC = (Status.SUBMITTED, Status.UNDER_REVIEW)
SEARCHED = ("name_zh", "name_en", "scope_zh", "scope_en", "version", "document_number")
_LENGTH = F("last") - F("first") + 1


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; every word of ``text`` must be found somewhere."""

    text: str = ""
    kind: str = ""
    status: str = ""


def cards(filters: Filters = Filters()) -> tuple[MethodologyCard, ...]:
    """Return methodologies by code: those filed, by their newest version, and proposals that are under way."""
    issued = _issued()
    filed = _narrow(MethodologyVersion.objects.select_related("methodology"), filters)
    newest: dict[str, MethodologyVersion] = {}
    for row in filed.order_by("methodology__code", "status", "-pk"):
        newest.setdefault(row.methodology.code, row)
    found = [
        _card(row, issued.get(row.methodology_id, 0))
        for row in newest.values()
        if filters.status in ("", row.status)
    ]
    found += [
        _proposal_card(row)
        for row in _narrow(_public_submissions(), filters)
        if filters.status in ("", row.status)
    ]
    return tuple(sorted(found, key=lambda card: (card.code, card.proposal is not None)))


def page(code: str) -> MethodologyPage | None:
    """Return all that is public about a methodology, or None."""
    rows = list(
        MethodologyVersion.objects.filter(methodology__code=code)
        .select_related("methodology")
        .prefetch_related(Prefetch("submission", queryset=_submissions()))
        .order_by("-pk")
    )
    if not rows:
        return None
    rows.sort(key=lambda row: row.status != "filed")
    uses = _uses(rows)
    acts = MethodologyAct.objects.filter(version__in=rows).select_related("version").order_by("-pk")
    return MethodologyPage(
        code=code,
        name_zh=rows[0].name_zh,
        name_en=rows[0].name_en,
        versions=tuple(_version(row) for row in rows),
        proposals=tuple(proposal_view(row) for row in _public_submissions().filter(code=code)),
        projects=uses,
        acts=tuple(
            ActView(act.act, act.get_act_display(), act.version.version, act.at) for act in acts
        ),
        issued_kg=sum(use.issued_kg for use in uses),
        retired_kg=sum(use.retired_kg for use in uses),
    )


def proposal(public_id: UUID) -> ProposalView | None:
    """Return a submission that the public may read, or None: one that waits, is under review or was filed."""
    row = _submissions().filter(public_id=public_id, status__in=[*PUBLIC, Status.FILED]).first()
    return proposal_view(row) if row else None


def proposals_of(organization_ids: Collection[int]) -> tuple[ProposalView, ...]:
    """Return the submissions of organizations, newest first, as their members see them."""
    rows = _submissions().filter(organization__in=organization_ids)
    return tuple(proposal_view(row, inside=True) for row in rows)


def waiting_for_registrars() -> tuple[ProposalView, ...]:
    """Return what registrars have open, oldest first."""
    rows = _submissions().filter(status__in=PUBLIC).order_by("submitted_at")
    return tuple(proposal_view(row, inside=True, named=True) for row in rows)


def waiting_count() -> int:
    """Return what waits for a registrar: submissions that need a seat or a decision, recordings that need a second."""
    given = Q(assignments__released_at=None, assignments__opinion__isnull=True)
    rows = Submission.objects.filter(status__in=PUBLIC)
    reading = rows.filter(status=Status.UNDER_REVIEW).filter(given, assignments__isnull=False)
    recorded = Recording.objects.filter(status=Recording.Status.WAITING)
    return rows.exclude(pk__in=reading.values("pk")).count() + recorded.count()


def proposal_view(row: Submission, *, inside: bool = False, named: bool = False) -> ProposalView:
    """Return a submission for the public, or with reports and note for those ``inside``.

    ``named`` shows reviewers' names.
    """
    seats = [seat for seat in row.assignments.all() if seat.released_at is None]
    spoken = [seat for seat in seats if hasattr(seat, "opinion")]
    decided = row.decided_at is not None
    # Before the decision nobody but registrars reads an opinion: the second reviewer is not to lean on the first.
    shown = spoken if named or decided else []
    return ProposalView(
        public_id=row.public_id,
        code=row.code,
        version=row.version,
        name_zh=row.name_zh or row.code,
        name_en=row.name_en or row.name_zh or row.code,
        scope_zh=row.scope_zh,
        scope_en=row.scope_en,
        news_zh=row.news_zh,
        news_en=row.news_en,
        kinds=tuple(row.kinds),
        organization_zh=row.organization.name_zh,
        organization_en=row.organization.name_en,
        organization_id=row.organization_id,
        contact=row.contact if inside else "",
        status=row.status,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        note=row.decision_note if inside else "",
        documents=_documents(row.documents.all()),
        opinions=tuple(
            _opinion(seat, reports=named or (inside and decided), named=named) for seat in shown
        ),
        replaces=row.replaces.public_id if row.replaces else None,
        filed=row.status == Status.FILED,
        is_demo=row.is_demo,
    )


def _submissions() -> QuerySet[Submission]:
    return (
        Submission.objects.select_related("organization__party", "replaces")
        .prefetch_related(
            Prefetch("documents", queryset=Document.objects.defer("content")),
            Prefetch(
                "assignments",
                queryset=Assignment.objects.select_related("expert__user", "opinion"),
            ),
        )
        .order_by("-created_at", "-pk")
    )


def _public_submissions() -> QuerySet[Submission]:
    return _submissions().filter(status__in=PUBLIC)


def _narrow(rows: QuerySet, filters: Filters) -> QuerySet:
    """Keep the rows that match; a version's code is its methodology's."""
    filed = rows.model is MethodologyVersion
    columns = (
        [*SEARCHED, "issuer_zh", "issuer_en", "methodology__code"]
        if filed
        else [*SEARCHED[:-1], "code"]
    )
    if filters.kind:
        rows = rows.filter(kinds__contains=[filters.kind])
    for word in filters.text.split()[:8]:
        hit = Q()
        for column in columns:
            hit |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(hit)
    return rows


def _issued() -> dict[int, int]:
    """Return kilograms issued per methodology."""
    rows = CreditBatch.objects.values("methodology_version__methodology").annotate(
        kg=Sum("quantity_kg")
    )
    return {row["methodology_version__methodology"]: int(row["kg"]) for row in rows.order_by()}


def _uses(versions: Iterable[MethodologyVersion]) -> tuple[UseView, ...]:
    ids = [row.pk for row in versions]
    issued: dict[int, int] = defaultdict(int)
    for row in (
        CreditBatch.objects.filter(methodology_version__in=ids)
        .values("project")
        .annotate(kg=Sum("quantity_kg"))
        .order_by()
    ):
        issued[row["project"]] = int(row["kg"])
    retired = {
        row["batch__project"]: int(row["kg"])
        for row in SerialBlock.objects.filter(
            batch__methodology_version__in=ids, retirement__isnull=False
        )
        .values("batch__project")
        .annotate(kg=Coalesce(Sum(_LENGTH), 0))
        .order_by()
    }
    projects = Project.objects.filter(Q(methodology_version__in=ids) | Q(pk__in=issued))
    return tuple(
        UseView(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            version=row.methodology_version.version,
            issued_kg=issued[row.pk],
            retired_kg=retired.get(row.pk, 0),
            is_demo=row.is_demo,
        )
        for row in projects.select_related("methodology_version").order_by("code")
    )


def _version(row: MethodologyVersion) -> VersionView:
    submission = getattr(row, "submission", None)
    seen = proposal_view(submission) if submission else None
    return VersionView(
        id=row.pk,
        version=row.version,
        status=row.status,
        name_zh=row.name_zh,
        name_en=row.name_en,
        issuer_zh=row.issuer_zh,
        issuer_en=row.issuer_en,
        scope_zh=row.scope_zh,
        scope_en=row.scope_en,
        document_number=row.document_number,
        published=row.published,
        url=row.url,
        quality=row.quality,
        kinds=tuple(row.kinds),
        accepted=row.accepted,
        documents=seen.documents if seen else (),
        opinions=seen.opinions if seen else (),
        proposal=submission.public_id if submission else None,
    )


def _documents(rows: Iterable[Document]) -> tuple[DocumentView, ...]:
    return tuple(DocumentView(row.public_id, row.name, row.size, row.sha256) for row in rows)


def _opinion(seat: Assignment, *, reports: bool, named: bool) -> OpinionView:
    expert = seat.expert
    return OpinionView(
        kinds=tuple(expert.kinds),
        reviewer=person_name(expert.user) if named or expert.shows_name else "",
        verdict=seat.opinion.verdict,
        answers=dict(seat.opinion.answers),
        report=seat.opinion.report if reports else "",
        at=seat.opinion.at,
    )


def _card(row: MethodologyVersion, issued_kg: int) -> MethodologyCard:
    return MethodologyCard(
        code=row.methodology.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        issuer_zh=row.issuer_zh,
        issuer_en=row.issuer_en,
        version=row.version,
        published=row.published,
        status=row.status,
        kinds=tuple(row.kinds),
        quality=row.quality,
        accepted=row.accepted,
        issued_kg=issued_kg,
    )


def _proposal_card(row: Submission) -> MethodologyCard:
    return MethodologyCard(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en or row.name_zh,
        issuer_zh=row.organization.name_zh,
        issuer_en=row.organization.name_en,
        version=row.version,
        published=row.submitted_at.date().isoformat() if row.submitted_at else "",
        status=row.status,
        kinds=tuple(row.kinds),
        quality="",
        accepted=False,
        issued_kg=0,
        proposal=row.public_id,
        is_demo=row.is_demo,
    )
