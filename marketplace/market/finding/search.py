"""The index that listings are found by: the only writer of ``ListingText``, and the query that reads it.

A listing is indexed when it goes on sale; the clock's sweep makes those texts again whose sources have changed
(a project renamed, a methodology filed). What is searched is public, so nothing here is evidence.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import translation

from accounts.models import District
from marketplace.market.finding import words
from marketplace.market.kinds import KINDS
from marketplace.market.models import Listing, ListingText
from marketplace.registry.models import Project

LANGUAGES = ("zh-hans", "en")
BATCH = 500
_RELATED = (
    "batch__project__owner",
    "batch__methodology_version__methodology",
    "batch__scheme",
    "seller",
)


@dataclass(frozen=True)
class Sources:
    """The texts of one listing: what names it exactly, what heads it, and everything else."""

    codes: tuple[str, ...]
    heads: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of all texts: as long as it is the same, so are the grams."""
        parts = (*self.codes, "", *self.heads, "", *self.rest)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def index(listing_ids: Iterable[int]) -> int:
    """Make the texts of listings anew where their sources changed; return how many were written."""
    rows = Listing.objects.filter(pk__in=list(listing_ids)).select_related(*_RELATED)
    known = dict(ListingText.objects.filter(listing__in=rows).values_list("pk", "digest"))
    labels = _Labels()
    stale = [
        _text(row.pk, sources)
        for row in rows.order_by("pk")
        if (sources := _sources(row, labels)).digest != known.get(row.pk)
    ]
    ListingText.objects.bulk_create(
        stale,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["listing"],
        update_fields=["name", "codes", "head", "grams", "digest"],
    )
    return len(stale)


def refresh() -> int:
    """Bring the texts of everything that is or may again be for sale up to date; return how many were written."""
    live = Listing.objects.exclude(
        status__in=[*Listing.NEVER_SHOWN, Listing.Status.WITHDRAWN, Listing.Status.SOLD_OUT]
    )
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    return sum(index(ids[at : at + BATCH]) for at in range(0, len(ids), BATCH))


def matching(rows: QuerySet[Listing], query: str) -> QuerySet[Listing]:
    """Keep the listings that have all a query asks for, with ``rank``: 0 its code, 1 its name, 2 near it, 3 elsewhere.

    An empty query keeps all; one of nothing but signs (%, ') finds nothing.
    """
    wanted = list(words.asked(query))
    if not wanted and query.strip():
        rows = rows.none()
    if not wanted:
        return rows.annotate(rank=Value(0, output_field=IntegerField()))
    whole = words.fold(query).strip()
    rank = Case(
        When(text__codes__contains=[whole], then=0),
        When(text__name__contains=whole, then=1),
        When(text__head__contains=wanted, then=2),
        default=3,
        output_field=IntegerField(),
    )
    return rows.filter(text__grams__contains=wanted).annotate(rank=rank)


def unindexed() -> QuerySet[Listing]:
    """Return the listings for sale that no search can find yet: for monitoring and tests."""
    texts = ListingText.objects.filter(listing=OuterRef("pk"))
    return Listing.objects.filter(Q(status=Listing.Status.ACTIVE), ~Exists(texts))


class _Labels:
    """The words for kinds, districts and who takes part, in every language there is."""

    def __init__(self) -> None:
        self.kinds = _in_all(KINDS)
        self.districts = _in_all(dict(District.choices))
        self.takes_part = _in_all(dict(Project.TakesPart.choices))


def _in_all(labels: dict[str, object]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(_spoken(label)) for key, label in labels.items()}


def _spoken(label: object) -> Iterator[str]:
    for language in LANGUAGES:
        with translation.override(language):
            yield str(label)


def _sources(row: Listing, labels: _Labels) -> Sources:
    batch, project = row.batch, row.batch.project
    version, scheme = batch.methodology_version, batch.scheme
    codes = (batch.code, project.code, version.methodology.code, version.version)
    return Sources(
        codes=tuple(words.fold(code) for code in codes),
        heads=(
            project.name_zh,
            project.name_en,
            *labels.kinds.get(project.kind, (project.kind,)),
            *labels.districts.get(project.district, ()),
        ),
        rest=(
            *(version.name_zh, version.name_en, version.document_number),
            *(scheme.code, scheme.name_zh, scheme.name_en, scheme.credit_type),
            *(project.who_zh, project.who_en, *labels.takes_part.get(project.takes_part, ())),
            *(project.summary_zh, project.summary_en),
            *(project.co_benefits_zh, project.co_benefits_en),
            *(project.owner.name_zh, project.owner.name_en, row.sold_by_zh, row.sold_by_en),
        ),
    )


def _text(listing_id: int, sources: Sources) -> ListingText:
    head = words.grams((*sources.codes, *sources.heads))
    return ListingText(
        listing_id=listing_id,
        name=" · ".join(words.fold(text) for text in sources.heads),
        codes=list(sources.codes),
        head=sorted(head),
        grams=sorted(head | words.grams(sources.rest)),
        digest=sources.digest,
    )
