"""The page of one site: twelve months (or four quarters, or a year) by what it is billed for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from footprint import grid_year, pasting, sets, site_drafts, sites
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms.fields import AmountField, choices, offer, provinces, words
from footprint.sites import CARRIERS, ORIGINS, PERIODS, USUAL, Carrier, Origin, Site
from footprint.text import Text
from footprint.units import UNITS
from look.numbers import WholeNumberField
from look.writing import TextField

_WHOLE = {"inputmode": "numeric", "data-width": "short"}
PERIOD_WORDS = {
    "month": Text("按月（12 期）", "by month (12)"),
    "quarter": Text("按季度（4 期）", "by quarter (4)"),
    "year": Text("只有全年合计", "only the year's sum"),
}


@dataclass(frozen=True)
class PeriodRow:
    """A row of the table: a month, a quarter or the year's sum, with a field for each carrier."""

    name: str
    cells: tuple[BoundField, ...]


@dataclass(frozen=True)
class OriginRow:
    """Where a carrier's figures come from, and how many periods are filled."""

    carrier: Carrier
    known: int
    periods: int
    kind: BoundField
    document: BoundField
    post: BoundField
    fill: BoundField | None

    @property
    def missing(self) -> int:
        """How many periods are blank."""
        return self.periods - self.known


class SiteForm(forms.Form):
    """One site of an office's draft; `site()` of a valid form is what to keep.

    The fields of every carrier exist, the page draws those of `shown`.
    """

    name = TextField(label=gettext_lazy("Name of the site"), max_length=40)
    region = forms.ChoiceField(
        label=gettext_lazy("Province"),
        help_text=gettext_lazy("Decides which grid factor electricity takes."),
    )
    area = AmountField(label=gettext_lazy("Floor area"), unit="m²")
    people = WholeNumberField(
        label=gettext_lazy("People working there"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs=_WHOLE),
    )
    period = forms.ChoiceField(
        label=gettext_lazy("How the bills come"),
        help_text=gettext_lazy("Full months are added up when you change to quarters."),
    )
    carriers = forms.MultipleChoiceField(
        label=gettext_lazy("What this site is billed for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    green = AmountField(label=gettext_lazy("Green power bought"), unit="kWh")
    certificates = TextField(
        label=gettext_lazy("Numbers of the certificates or trades"), max_length=100, required=False
    )
    factor = AmountField(label=gettext_lazy("The supplier's factor"), unit="kgCO₂/kWh")
    factor_source = TextField(label=gettext_lazy("Its source"), max_length=120, required=False)
    paste = forms.CharField(
        label=gettext_lazy("Cells copied from a spreadsheet"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def __init__(self, draft: Draft, given: Site, data: Any = None) -> None:
        """Ask about a site as it is; `data` may come from another table of periods than is kept."""
        self.draft, self.given = draft, given
        self.table_period = self._table_period(data)
        super().__init__(data, initial=_initial(given))
        offer(self, "region", provinces())
        offer(self, "period", choices(PERIOD_WORDS))
        offer(self, "carriers", choices({item.id: item.name for item in CARRIERS.values()}))
        for carrier in CARRIERS.values():
            self._add_amounts(carrier)
            self._add_origin(carrier)

    @property
    def shown(self) -> tuple[Carrier, ...]:
        """What the table has columns for: what was asked for, and what has figures."""
        return tuple(
            item
            for item in CARRIERS.values()
            if item.id in (self["carriers"].value() or USUAL)
            or any(self[name].value() for name in self._cells(item.id))
        )

    def rows(self) -> Iterator[PeriodRow]:
        """The table as the page draws it; the year's sum comes last."""
        count = PERIODS[self.table_period] if self.table_period != "year" else 0
        for index in range(count):
            cells = tuple(self[f"{item.id}_{index}"] for item in self.shown)
            yield PeriodRow(period_name(self.table_period, index), cells)
        yield PeriodRow(
            _("Only the year's sum"), tuple(self[f"{item.id}_sum"] for item in self.shown)
        )

    def origins(self) -> Iterator[OriginRow]:
        """One row for each carrier shown that makes lines."""
        for carrier in self.shown:
            if not carrier.activity:
                continue
            try:
                known, whole = sites.filled(self.given, carrier.id)
            except CalculationError:
                known, whole = 0, 0
            missing = known < whole or carrier.id in self.given.extrapolated
            yield OriginRow(
                carrier, known, whole,
                self[f"{carrier.id}_kind"], self[f"{carrier.id}_document"], self[f"{carrier.id}_post"],
                self[f"{carrier.id}_fill"] if missing else None,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What the calculation would refuse is refused here, at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self._site = self._read(cleaned)
            sites.check(self._site)
            self._alone().result()
        except CalculationError as error:
            self._refuse(error)
        return cleaned

    def site(self) -> Site:
        """The site of a valid form."""
        return self._site

    def _alone(self) -> Draft:
        """An office of this site only, to be computed for its mistakes.

        While nobody has said which year's factors stand in, the newest serve for that.
        """
        basics = dict(self.draft.basics)
        if basics.get("year") and grid_year.chosen(basics, sets.load()) is None:
            basics["grid_year"] = grid_year.published(sets.load())[0]
        return Draft(
            "office", region=self._site.region, basics=basics, sites=(self._site.as_data(),)
        )

    def _read(self, cleaned: dict[str, Any]) -> Site:
        amounts = {
            key: tuple(cleaned[f"{key}_{index}"] for index in range(PERIODS[self.table_period]))
            if self.table_period != "year"
            else ()
            for key in CARRIERS
        }
        sums = {key: cleaned[f"{key}_sum"] for key in CARRIERS if cleaned[f"{key}_sum"]}
        if cleaned["paste"].strip():
            shown = [item.id for item in self.shown]
            amounts |= pasting.table(
                cleaned["paste"], shown=shown, periods=PERIODS[self.table_period]
            )
        read = Site(
            name=cleaned["name"],
            region=cleaned["region"],
            area=cleaned["area"],
            people=str(cleaned["people"] or ""),
            period=self.table_period,
            carriers=tuple(cleaned["carriers"]),
            amounts=amounts,
            sums=sums,
            origins=_origins(cleaned),
            extrapolated=tuple(key for key in CARRIERS if cleaned[f"{key}_fill"]),
            green=cleaned["green"],
            certificates=cleaned["certificates"],
            factor=cleaned["factor"],
            factor_source=cleaned["factor_source"],
        )
        return site_drafts.in_periods(read, cleaned["period"])

    def _refuse(self, error: CalculationError) -> None:
        """Show an error of the calculation at the field it concerns."""
        part = error.field.removeprefix("sites.0.").split(".")
        name: str | None = None
        if part[0] == "amounts":
            name = f"{part[1]}_{part[2]}"
        elif part[0] == "sums":
            name = f"{part[1]}_sum"
        elif error.code == "no_factor_for_region":
            name = "factor"
        elif error.code == "more_green_than_bought":
            name = "green"
        elif error.field in self.fields or part[-1] in self.fields:
            name = part[-1]
        self.add_error(name if name in self.fields else None, words(error.message))

    def _table_period(self, data: Any) -> str:
        said = data.get("table_period") if data is not None else None
        return said if said in PERIODS else self.given.period

    def _cells(self, carrier: str) -> list[str]:
        return [*(f"{carrier}_{index}" for index in range(12)), f"{carrier}_sum"]

    def _add_amounts(self, carrier: Carrier) -> None:
        unit = words(UNITS[carrier.unit].plural)
        for index in range(12):
            when = period_name(self.table_period, index)
            self.fields[f"{carrier.id}_{index}"] = self._cell(
                carrier, f"{when} {words(carrier.name)} ({unit})"
            )
        whole = _("Only the year's sum")
        self.fields[f"{carrier.id}_sum"] = self._cell(
            carrier, f"{whole}: {words(carrier.name)} ({unit})"
        )

    def _cell(self, carrier: Carrier, label: str) -> AmountField:
        field = AmountField(label=label)
        field.widget.attrs |= {"aria-label": label, "data-column": carrier.id}
        return field

    def _add_origin(self, carrier: Carrier) -> None:
        name = words(carrier.name)
        kinds = [("", "—"), *choices({key: text for key, (_quality, text) in ORIGINS.items()})]
        labels = {
            "kind": _("%(what)s: where from") % {"what": name},
            "document": _("%(what)s: document") % {"what": name},
            "post": _("%(what)s: responsible post") % {"what": name},
            "fill": _("%(what)s: take the average for the missing ones") % {"what": name},
        }
        key = carrier.id
        self.fields[f"{key}_kind"] = forms.ChoiceField(
            label=labels["kind"], choices=kinds, required=False
        )
        self.fields[f"{key}_document"] = TextField(
            label=labels["document"], max_length=50, required=False
        )
        self.fields[f"{key}_post"] = TextField(label=labels["post"], max_length=30, required=False)
        self.fields[f"{key}_fill"] = forms.BooleanField(label=labels["fill"], required=False)
        del labels["fill"]  # its words stand on the page
        for part, label in labels.items():
            self.fields[f"{key}_{part}"].widget.attrs["aria-label"] = label


def period_name(period: str, index: int) -> str:
    """What a row is called: “3月”, “Q1”."""
    if period == "month":
        return words(Text(f"{index + 1}月", _MONTHS[index]))
    return words(Text(f"第{'一二三四'[index]}季度", f"Q{index + 1}")) if index < 4 else ""


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _origins(cleaned: dict[str, Any]) -> dict[str, Origin]:
    found = {
        key: Origin(cleaned[f"{key}_kind"], cleaned[f"{key}_document"], cleaned[f"{key}_post"])
        for key in CARRIERS
    }
    return {key: origin for key, origin in found.items() if origin != Origin()}


def _initial(site: Site) -> dict[str, Any]:
    initial: dict[str, Any] = {
        key: getattr(site, key)
        for key in ("name", "region", "area", "people", "period", "green", "certificates", "factor", "factor_source")
    }  # fmt: skip
    initial["carriers"] = list(site.carriers)
    for key in CARRIERS:
        initial |= {f"{key}_{index}": text for index, text in enumerate(site.row(key))}
        initial[f"{key}_sum"] = site.sums.get(key, "")
        origin = site.origins.get(key, Origin())
        initial |= {
            f"{key}_kind": origin.kind,
            f"{key}_document": origin.document,
            f"{key}_post": origin.post,
        }
        initial[f"{key}_fill"] = key in site.extrapolated
    return initial
