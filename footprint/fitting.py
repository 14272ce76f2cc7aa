"""Which rows of a set may stand for an activity besides the guideline's default. Pure."""

from __future__ import annotations

from footprint import units
from footprint.guidelines import Guideline
from footprint.lines import Offer
from footprint.sets import Factor, FactorSet


def rows(offer: Offer, factor_set: FactorSet, guideline: Guideline) -> tuple[Factor, ...]:
    """The rows that `choice.asked_for` would take for this activity in this unit, in the set's order.

    Superseded rows are left away, and a refrigerant's rows of another assessment report.
    """
    activity = offer.activity
    basis = f"-{guideline.gwp_basis.lower()}"
    return tuple(
        factor
        for factor in factor_set
        if factor.category in activity.categories
        and factor.quantity_kind in activity.kinds
        and not factor.superseded_by
        and (not activity.rows or any(part in factor.id for part in activity.rows))
        and (activity.formula != "refrigerant" or factor.id.endswith(basis))
        and _is_per(factor, offer)
    )


def _is_per(factor: Factor, offer: Offer) -> bool:
    taken = units.factor_unit(factor.unit)
    return taken is not None and taken.per.dimension == offer.measured.dimension
