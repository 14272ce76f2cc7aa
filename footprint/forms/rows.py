"""What an inventory page draws: fields grouped into rows and sections. Frozen, no behaviour of the form."""

from dataclasses import dataclass
from decimal import Decimal

from django.forms.boundfield import BoundField

from footprint.guidelines import SourceClass
from footprint.text import Text


@dataclass(frozen=True)
class QuestionRow:
    """A question's fields as the page draws them."""

    field: BoundField
    second: BoundField | None
    assumed: bool
    answered: bool = False
    """Whether an earlier year had a figure here."""
    rare: bool = False
    left_out: bool = False

    @property
    def filled(self) -> bool:
        """Whether an amount is entered, or something is wrong."""
        return bool(self.field.value() or self.field.errors)


@dataclass(frozen=True)
class JourneyRow:
    """A journey's fields as the page draws them."""

    label: str
    hint: str
    people: BoundField
    km: BoundField
    trip: BoundField
    share: BoundField | None
    assumed: bool
    days: BoundField | None = None
    answered: bool = False
    id: str = ""
    is_flight: bool = False

    @property
    def filled(self) -> bool:
        """Whether people are entered, or something is wrong."""
        return bool(self.people.value() or self.fields_wrong)

    @property
    def fields_wrong(self) -> list[BoundField]:
        """The fields of the row that have errors."""
        fields = (self.people, self.days, self.km, self.trip, self.share)
        return [field for field in fields if field is not None and field.errors]


@dataclass(frozen=True)
class AddedRow:
    """An added line as the page lists it; `kg` is None where it does not count or cannot be computed."""

    id: str
    name: Text
    label: str
    amount: Text
    stage: Text | None
    kg: Decimal | None
    counts: bool
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True)
class SettingRow:
    """A yes for all journeys of an activity, with the kilograms that it adds or would add."""

    field: BoundField
    adds: Decimal | None


@dataclass(frozen=True)
class OutRow:
    """A stage at which a class is left out, and why."""

    stage: Text
    reason: str


@dataclass(frozen=True)
class SectionView:
    """A section as the page draws it; `kg` is what it comes to so far."""

    source_class: SourceClass
    questions: tuple[QuestionRow, ...]
    journeys: tuple[JourneyRow, ...]
    quality: BoundField | None
    boundary: BoundField | None
    reason: BoundField | None
    kg: Decimal | None
    wrong: bool
    opened: bool
    staff: tuple[JourneyRow, ...] = ()
    more: tuple[JourneyRow, ...] = ()
    rare: tuple[QuestionRow, ...] = ()
    settings: tuple[SettingRow, ...] = ()
    added: tuple[AddedRow, ...] = ()
    may_add: bool = False
    out: tuple[OutRow, ...] = ()
    is_out: bool = False
    left_out_kg: Decimal | None = None

    @property
    def out_reason(self) -> str:
        """Why a class is left out, each reason once."""
        return "；".join(dict.fromkeys(row.reason for row in self.out if row.reason))

    @property
    def has_rare(self) -> bool:
        """Whether one of the folded questions is filled in."""
        return any(row.filled for row in self.rare)

    @property
    def has_staff(self) -> bool:
        """Whether a journey of staff is filled in."""
        return any(row.filled for row in self.staff)

    @property
    def has_more(self) -> bool:
        """Whether a journey by a mode that few take is filled in."""
        return any(row.filled for row in self.more)
