"""One line that people add to an inventory: an activity with everything that may be said of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from footprint import fitting, places, regions, sets
from footprint.activities import Option
from footprint.errors import CalculationError
from footprint.forms.fields import AmountField, choices, words
from footprint.guidelines import Guideline, SourceClass
from footprint.inputs import QUALITIES, ActivityInput, from_data
from footprint.lines import DATED, PLACED, Line, Offer
from footprint.numbers import plain, printed
from footprint.places import Place
from footprint.sets import Factor
from footprint.units import UNITS
from look.writing import TextField

FIELDS = {
    "factor.value": "factor_value",
    "factor.unit": "factor_unit",
    "factor.source": "factor_source",
}


class LineForm(forms.Form):
    """An amount of one activity in one source class, with its answers, quality and factor.

    Only the questions that matter for the unit are asked. `entered()` of a valid form is the
    activity; `refuse` puts a calculation's error at its field.
    """

    def __init__(
        self, offer: Offer, *, guideline: Guideline, source_class: SourceClass, data: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Ask what the activity needs."""
        super().__init__(data, initial=dict(initial or {}))
        self.offer, self.guideline, self.source_class = offer, guideline, source_class
        self._add_amount()
        for option in offer.options:
            self.fields[option.id] = _option_field(option)
        if offer.asks_distance and offer.activity.id == "flight":
            self._add_places()
        self._add_place_and_year()
        self._add_context()
        self._add_factor()

    def clean(self) -> dict[str, Any]:
        """Kilometres may come from two places; another factor needs a reason, an own one all its parts."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("from_place") or cleaned.get("to_place"):
            self._measure_distance(cleaned)
        if cleaned.get("factor_id") and not cleaned.get("reason"):
            self.add_error("reason", _("Say why another factor is used."))
        own = [cleaned.get(name) for name in ("factor_value", "factor_source")]
        if any(own) and cleaned.get("factor_id"):
            self.add_error(
                "factor_id", _("Choose a factor of the set or bring your own, not both.")
            )
        if any(own) and not all(own):
            missing = "factor_value" if not own[0] else "factor_source"
            self.add_error(missing, _("A factor of your own needs its value, unit and source."))
        return cleaned

    def entered(self) -> ActivityInput:
        """The activity of a valid form; raises CalculationError."""
        said = self.cleaned_data
        options = {option.id: said.get(option.id, "") for option in self.offer.options}
        data: dict[str, Any] = {
            "activity": self.offer.activity.id,
            "value": said["value"],
            "unit": said.get("unit") or self.offer.unit.code,
            "options": {key: value for key, value in options.items() if self._is_said(key, value)},
            "source_class": self.source_class.id,
            **{key: said.get(key, "") for key in ("region", "year", "stage", "quality", "label")},
            **{key: said.get(key, "") for key in ("evidence", "factor_id", "reason")},
        }
        if said.get("factor_value"):
            data["factor"] = {
                "value": said["factor_value"],
                "unit": said["factor_unit"],
                "source": said["factor_source"],
                "reason": said.get("reason", ""),
            }
            data["reason"] = ""
        return from_data(data)

    def _is_said(self, key: str, value: str) -> bool:
        """Whether an answer says more than its default does; the defaults that say “average” or “no” do not."""
        option = self.offer.activity.option(key)
        silent = option is not None and option.default in ("average", "no", "unknown")
        return bool(value) and not (silent and option is not None and value == option.default)

    def refuse(self, error: CalculationError) -> None:
        """Show a calculation's error at the field it names, or above the form."""
        path = error.field.removeprefix("activities.0").lstrip(".")
        name = FIELDS.get(path, path.removeprefix("options."))
        self.add_error(name if name in self.fields else None, words(error.message))

    def asked(self) -> list[BoundField]:
        """The amount and the activity's own questions."""
        options = [option.id for option in self.offer.options]
        first = ["distance_km", "from_place", "to_place"] if self.offer.asks_distance else []
        rest = [name for name in options if name not in first]
        return self._bound(["value", "unit", *first, *rest, "region", "year"])

    def context(self) -> list[BoundField]:
        """Stage, data quality and evidence."""
        return self._bound(["stage", "quality", "label", "evidence"])

    def other_factor(self) -> list[BoundField]:
        """Another factor of the set, or one's own."""
        return self._bound(["factor_id", "factor_value", "factor_unit", "factor_source", "reason"])

    def has_other_factor(self) -> bool:
        """Whether that part is filled in or wrong, so that the page shows it open."""
        fields = self.other_factor()
        said = [field for field in fields if field.name != "factor_unit" and field.value()]
        return self.offer.activity.id == "custom" or bool(said) or any(f.errors for f in fields)

    def _bound(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def _add_amount(self) -> None:
        single = len(self.offer.units) == 1
        unit = words(self.offer.unit.plural) if single else ""
        self.fields["value"] = AmountField(label=_("How much"), unit=unit, required=True)
        if not single:
            self.fields["unit"] = forms.ChoiceField(
                label=_("Unit"),
                choices=[(unit.code, words(unit.plural)) for unit in self.offer.units],
            )

    def _add_places(self) -> None:
        distance = self.fields["distance_km"]
        distance.help_text = _("Or give the two places below, and the great circle is taken.")
        for name, label in (("from_place", _("From")), ("to_place", _("To"))):
            self.fields[name] = TextField(
                label=label,
                required=False,
                max_length=80,
                help_text=_("City or airport code, such as 北京, Chengdu or PEK."),
            )

    def _add_place_and_year(self) -> None:
        if self.offer.activity.formula in PLACED:
            own = [("", _("As for the whole inventory"))]
            known = dict(regions.PROVINCES)
            if self.offer.activity.id == "hotel":
                known |= {key: text for key, text in regions.OTHERS.items() if len(key) == 2}
            self.fields["region"] = _select(_("Province, country or region"), own + choices(known))
        if self.offer.activity.formula in DATED:
            years = sorted({row.year for row in sets.load() if row.quantity_kind == "average_co2"})
            newest = [("", _("The newest published"))]
            self.fields["year"] = _select(
                _("Year of the factor"),
                newest + [(str(year), str(year)) for year in reversed(years)],
            )

    def _add_context(self) -> None:
        if self.guideline.stages:
            stages = [(stage.id, words(stage.name)) for stage in self.guideline.stages]
            self.fields["stage"] = _select(_("Stage"), stages, initial="hold")
        self.fields["quality"] = _select(
            _("Where this figure comes from"), choices(QUALITIES), initial="estimated"
        )
        self.fields["label"] = TextField(
            label=_("Name of the line"), max_length=100, required=False,
            help_text=_("Such as “second hall” or “team from Beijing”."),
        )  # fmt: skip
        self.fields["evidence"] = TextField(
            label=_("Note or evidence"), max_length=200, required=False,
            help_text=_("Invoice, meter, contract; no names of persons."),
        )  # fmt: skip

    def _add_factor(self) -> None:
        if self.offer.activity.id != "custom":
            rows = fitting.rows(self.offer, sets.load(), self.guideline)
            usual = [("", _("The guideline's usual one"))]
            self.fields["factor_id"] = _select(
                _("Factor of the set"), usual + [(row.id, _row_words(row)) for row in rows]
            )
        own = self.offer.activity.id == "custom"
        self.fields["factor_value"] = AmountField(label=_("Factor of your own"), required=own)
        self.fields["factor_unit"] = _select(_("Its unit"), self._factor_units())
        self.fields["factor_source"] = TextField(
            label=_("Its source"), max_length=200, required=own
        )
        self.fields["reason"] = TextField(
            label=_("Why another factor"), max_length=200, required=False
        )

    def _factor_units(self) -> list[tuple[str, str]]:
        per = self.offer.measured
        codes = [per.code] + [
            unit.code for unit in self.offer.units
            if unit.dimension == per.dimension and unit.code != per.code
        ]  # fmt: skip
        if self.offer.activity.id == "custom":
            codes = list(UNITS)
        return [
            (f"{mass}CO2e/{code}", f"{mass} CO₂e / {words(UNITS[code].name)}")
            for code in codes
            for mass in ("kg", "t")
        ]

    def _measure_distance(self, cleaned: dict[str, Any]) -> None:
        ends = []
        for name in ("from_place", "to_place"):
            try:
                ends.append(places.find(cleaned.get(name) or "", field=name))
            except CalculationError as error:
                self.add_error(name, words(error.message))
        if len(ends) < 2:
            return
        # The places decide the route, too: London is not within mainland China, whatever was chosen.
        found = {
            "distance_km": plain(places.distance_km(*ends)),
            "route": places.route(*ends),
        }
        if not cleaned.get("evidence"):
            found["evidence"] = great_circle(*ends)
        cleaned.update(found)
        for name in found:
            self.errors.pop(name, None)
        self.data = {**dict(self.data.items()), **found}  # The page shows what was worked out.


def great_circle(start: Place, end: Place) -> str:
    """Where a distance comes from, as a line's evidence."""
    return _("%(start)s – %(end)s, great circle %(km)s km") % {
        "start": words(start.title),
        "end": words(end.title),
        "km": plain(places.distance_km(start, end)),
    }


def initial_of(line: Line) -> dict[str, Any]:
    """A kept line as the form's initial values."""
    factor: Mapping[str, Any] = line.get("factor") or {}
    own = {f"factor_{key}": value for key, value in factor.items() if key != "reason"}
    return {
        **{key: value for key, value in line.items() if key not in ("options", "factor")},
        **dict(line.get("options", {})),
        **own,
        "reason": line.get("reason") or factor.get("reason", ""),
    }


def _option_field(option: Option) -> forms.Field:
    label = words(option.name)
    if option.choices is None:
        number = AmountField(label=label)
        number.widget.is_required = option.id in ("people_per_vehicle", "occupants_per_room")
        return number
    unanswered = [] if option.default else [("", "—")]
    return _select(label, unanswered + choices(option.choices), initial=option.default)


def _select(label: str, offered: list[tuple[str, str]], *, initial: str = "") -> forms.ChoiceField:
    """A choice that always has an answer or is asked for by the calculation, so not marked optional."""
    field = forms.ChoiceField(label=label, choices=offered, initial=initial, required=False)
    field.widget.is_required = True
    return field


def _row_words(row: Factor) -> str:
    place = words(regions.name(row.region)) if row.region else ""
    parts = [
        words(row.name),
        f"{printed(row.value)} {row.unit}",
        place,
        str(row.year or ""),
        row.grade,
    ]
    return " · ".join(part for part in parts if part)
