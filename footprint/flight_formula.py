"""myclimate's published flight formula, as a second opinion beside factors per kilometre. Pure.

E = (a·x² + b·x + c) / (S·PLF) · (1−CF) · CW · (EF·M + P) + AF·x + A, in kg CO2e per passenger.
Below 1,500 km the short-haul constants hold, above 2,500 km the long-haul ones, and the result
runs in a straight line between the two limits. The constants are rows of the factor set (`flightmodel-myclimate-*`).
"""

from __future__ import annotations

from decimal import Decimal

from footprint.errors import CalculationError
from footprint.numbers import EXACT
from footprint.sets import FactorSet
from footprint.text import Text

SHORT_KM = Decimal(1500)
LONG_KM = Decimal(2500)
DETOUR_KM = Decimal(95)
"""Added to a great circle between airports."""

_CABINS = {"economy": "econ", "business": "business", "first": "first"}


def per_passenger(
    distance_km: Decimal,
    factor_set: FactorSet,
    *,
    cabin: str = "economy",
    load_factor: Decimal | None = None,
    passenger_share: Decimal | None = None,
) -> Decimal:
    """Kilograms CO2e of one passenger over a distance already including the detour.

    `load_factor` and `passenger_share` replace the formula's averages where a region's are known.
    Raises CalculationError for a cabin that the formula does not have.
    """
    if cabin not in _CABINS:
        message = Text("该公式没有这种舱位。", "The formula does not have this cabin.")
        raise CalculationError("unknown_choice", message, field="options.cabin")
    model = _Model(factor_set, _CABINS[cabin], load_factor, passenger_share)
    if distance_km < SHORT_KM:
        return model.at(distance_km, "short")
    if distance_km > LONG_KM:
        return model.at(distance_km, "long")
    share = EXACT.divide(distance_km - SHORT_KM, LONG_KM - SHORT_KM)
    short, long = model.at(SHORT_KM, "short"), model.at(LONG_KM, "long")
    return EXACT.add(EXACT.multiply(1 - share, short), EXACT.multiply(share, long))


class _Model:
    """The formula with its constants at hand."""

    def __init__(
        self, factor_set: FactorSet, cabin: str, load_factor: Decimal | None, share: Decimal | None
    ) -> None:
        """Keep what the formula needs."""
        self._set = factor_set
        self._cabin = cabin
        self._load = load_factor
        self._share = share

    def at(self, distance: Decimal, haul: str) -> Decimal:
        """The formula with one set of constants."""
        fuel = EXACT.add(
            EXACT.multiply(EXACT.multiply(self._row("a", haul), distance), distance),
            EXACT.add(EXACT.multiply(self._row("b", haul), distance), self._row("c", haul)),
        )
        seats = EXACT.multiply(self._row("seats", haul), self._load or self._row("plf"))
        share = self._share or self._row("pax-share", haul)
        climate = EXACT.add(EXACT.multiply(self._row("ef"), self._row("m")), self._row("p"))
        burned = EXACT.multiply(EXACT.divide(fuel, seats), EXACT.multiply(share, climate))
        weighted = EXACT.multiply(burned, self._row(f"cw-{self._cabin}", haul))
        ground = EXACT.add(EXACT.multiply(self._row("af"), distance), self._row("airport"))
        return EXACT.add(weighted, ground)

    def _row(self, name: str, haul: str = "") -> Decimal:
        stem = f"flightmodel-myclimate-{name}"
        return self._set.get(f"{stem}-{haul}" if haul else stem).value
