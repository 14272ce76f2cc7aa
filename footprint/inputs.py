"""One entered activity, and how it is read from the mappings that forms, files and the API hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from footprint import numbers
from footprint.errors import CalculationError
from footprint.text import Text

QUALITIES = {
    "measured": Text("实测", "measured"),
    "documented": Text("有凭证", "documented"),
    "estimated": Text("估算", "estimated"),
    "extrapolated": Text("外推", "extrapolated"),
}
STAGES = ("prepare", "hold", "close")
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class CustomFactor:
    """A factor that the user brings: its unit is `kgCO2e/<unit>` and its source is required."""

    value: Decimal
    unit: str
    source: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """What was entered for one line, before anything is computed."""

    activity: str
    value: Decimal
    unit: str
    region: str = ""
    year: int | None = None
    factor_id: str = ""
    reason: str = ""
    quality: str = "estimated"
    stage: str = ""
    source_class: str = ""
    label: str = ""
    evidence: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    factor: CustomFactor | None = None

    def as_data(self) -> dict[str, object]:
        """Strings and integers only, without what is empty; `from_data` reads it back."""
        data: dict[str, object] = {
            "activity": self.activity,
            "value": numbers.plain(self.value),
            "unit": self.unit,
            "quality": self.quality,
        }
        for key in _TEXTS:
            if getattr(self, key):
                data[key] = getattr(self, key)
        if self.year is not None:
            data["year"] = self.year
        if self.options:
            data["options"] = dict(sorted(self.options.items()))
        if self.factor is not None:
            data["factor"] = _factor_data(self.factor)
        return data


_TEXTS = ("region", "factor_id", "reason", "stage", "source_class", "label", "evidence")


def from_data(data: Mapping[str, object]) -> ActivityInput:
    """Read one activity from a mapping of strings; raises CalculationError naming the field."""
    texts = {key: _text(data, key) for key in _TEXTS}
    quality = _text(data, "quality") or "estimated"
    if quality not in QUALITIES:
        raise _bad("unknown_quality", "quality", "不认识数据质量。", "Unknown data quality.")
    if texts["stage"] and texts["stage"] not in STAGES:
        raise _bad("unknown_stage", "stage", "不认识活动阶段。", "Unknown stage.")
    return ActivityInput(
        activity=_text(data, "activity"),
        value=numbers.parse(data.get("value", "")),
        unit=_text(data, "unit"),
        year=_year(data.get("year")),
        quality=quality,
        options=_options(data.get("options")),
        factor=_custom(data.get("factor")),
        **texts,
    )


def _text(data: Mapping[str, object], key: str) -> str:
    value = str(data.get(key) or "").strip()
    if len(value) > MAX_TEXT:
        raise _bad("too_long", key, f"最多 {MAX_TEXT} 个字。", f"At most {MAX_TEXT} characters.")
    return value


def _year(value: object) -> int | None:
    if value in (None, ""):
        return None
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise _bad("bad_year", "year", "请填写四位年份。", "Enter a year of four digits.")
    return int(text)


def _options(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _bad("bad_options", "options", "选项格式不正确。", "Options must be a mapping.")
    return {str(key): str(item).strip() for key, item in value.items() if str(item).strip()}


def _custom(value: object) -> CustomFactor | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _bad("bad_factor", "factor", "因子格式不正确。", "The factor must be a mapping.")
    source = _text(value, "source")
    if not source:
        raise _bad(
            "source_required",
            "factor.source",
            "自定义因子必须写明来源。",
            "A custom factor must name its source.",
        )
    return CustomFactor(
        value=numbers.parse(value.get("value", ""), field="factor.value"),
        unit=_text(value, "unit"),
        source=source,
        reason=_text(value, "reason"),
    )


def _factor_data(factor: CustomFactor) -> dict[str, str]:
    data = {"value": numbers.plain(factor.value), "unit": factor.unit, "source": factor.source}
    return {**data, "reason": factor.reason} if factor.reason else data


def _bad(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
