"""One row of the activities sheet as an activity, and an activity as such a row. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from footprint import inventory, numbers, units
from footprint.activities import ACTIVITIES, Activity, Option
from footprint.attendance.columns import key
from footprint.files.problems import number, problem, readable
from footprint.guidelines import Guideline
from footprint.inputs import MAX_TEXT, QUALITIES, ActivityInput, CustomFactor
from footprint.text import Text, joined
from footprint.units import UNITS, Unit

SHARED = ("people_per_vehicle", "occupants_per_room")
STAGE_NAMES = {
    "prepare": Text("筹备", "preparation"),
    "hold": Text("举办", "holding"),
    "close": Text("收尾", "closing"),
}


def read_row(cells: Mapping[str, str], form: str, guideline: Guideline) -> ActivityInput | None:
    """The activity of a row, None where no amount is filled in; raises CalculationError by column."""
    if not cells.get("value"):
        return None
    activity = _activity(readable(cells.get("activity", ""), "activity"))
    unit = _unit(readable(cells.get("unit", ""), "unit"), activity)
    note = readable(cells.get("note", ""), "note")[:MAX_TEXT]
    return ActivityInput(
        activity=activity.id,
        value=number(cells["value"], "value"),
        unit=unit.code,
        options=_options(cells, activity),
        stage=_chosen(cells, "stage", STAGE_NAMES) or "hold",
        quality=_chosen(cells, "quality", QUALITIES) or "estimated",
        source_class=_source_class(cells, guideline),
        factor=_factor(cells, unit),
        label=_question(form, note) or note,
    )


def row_of(entered: ActivityInput, *, language: str, guideline: Guideline) -> dict[str, str]:
    """An activity as the cells of a row, in one language; numbers as plain text."""
    activity = ACTIVITIES[entered.activity]
    asked = inventory.label(entered.label)
    given = [f"{_word(option.name, language)}={_word(choice, language)}"
             for option in activity.options
             if (choice := (option.choices or {}).get(entered.options.get(option.id, "")))]  # fmt: skip
    found = guideline.source_class(entered.source_class)
    shared = [entered.options[name] for name in SHARED if name in entered.options]
    return {
        "activity": _word(activity.name, language),
        "value": numbers.plain(entered.value),
        "unit": _word(UNITS[entered.unit].name, language) if entered.unit in UNITS else entered.unit,
        **{f"option{at}": text for at, text in enumerate(given[:3], 1)},
        "distance_km": entered.options.get("distance_km", ""),
        "sharing": shared[0] if shared else "",
        "stage": _word(STAGE_NAMES[entered.stage], language) if entered.stage else "",
        "quality": _word(QUALITIES[entered.quality], language),
        "source_class": _word(found.name, language) if found else "",
        "factor": numbers.plain(entered.factor.value) if entered.factor else "",
        "factor_source": entered.factor.source if entered.factor else "",
        "note": _word(asked, language) if asked else entered.label or entered.evidence,
    }  # fmt: skip


def choices_of(activity: Activity, language: str) -> list[str]:
    """What may stand in the option columns for an activity, such as “舱位=经济舱”."""
    return [
        f"{_word(option.name, language)}={_word(choice, language)}"
        for option in activity.options
        for choice in (option.choices or {}).values()
    ]


def _activity(text: str) -> Activity:
    found = _activity_words().get(key(text))
    if found is None:
        raise problem("activity", "unknown_activity", f"不认识活动“{text[:30]}”。请从下拉列表中选择。",
                      f"Unknown activity “{text[:30]}”. Choose one from the list.")  # fmt: skip
    return found


@lru_cache(maxsize=1)
def _activity_words() -> dict[str, Activity]:
    words: dict[str, Activity] = {}
    for activity in ACTIVITIES.values():
        for word in (activity.id, activity.name.zh, activity.name.en):
            words.setdefault(key(word), activity)
            words.setdefault(key(word.split("（")[0].split(" (")[0]), activity)
    return words


def _unit(text: str, activity: Activity) -> Unit:
    if not text:
        names = joined([UNITS[code].name for code in activity.units])
        zh, en = f"请填写单位，可用：{names.zh}。", f"Give the unit, one of: {names.en}."
        raise problem("unit", "required", zh, en)
    return units.find(text)


def _options(cells: Mapping[str, str], activity: Activity) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in ("option1", "option2", "option3"):
        text = readable(cells.get(column, ""), column)
        if text:
            option, choice = _option(text, activity, column)
            found[option] = choice
    if cells.get("distance_km"):
        found["distance_km"] = numbers.plain(number(cells["distance_km"], "distance_km"))
    shared = next((name for name in SHARED if activity.option(name)), "")
    if cells.get("sharing") and shared:
        found[shared] = numbers.plain(number(cells["sharing"], "sharing"))
    return found


def _option(text: str, activity: Activity, column: str) -> tuple[str, str]:
    """`舱位=经济舱`, or the choice alone where it belongs to one option only."""
    name, _sign, word = text.replace("：", "=").replace("＝", "=").replace(":", "=").rpartition("=")
    matching = [
        (option.id, choice)
        for option in activity.options
        if not name or key(name) in _words_of(option)
        for choice, said in (option.choices or {}).items()
        if key(word) in (key(choice), key(said.zh), key(said.en))
    ]
    if len(matching) == 1:
        return matching[0]
    offered = Text(
        "、".join(choices_of(activity, "zh")[:12]) or "（无）",
        ", ".join(choices_of(activity, "en")[:12]) or "(none)",
    )
    raise problem(
        column,
        "unknown_choice",
        f"“{text[:30]}”不是{activity.name.zh}的选项。可用：{offered.zh}。",
        f"“{text[:30]}” is no option of {activity.name.en}. Use: {offered.en}.",
    )


def _words_of(option: Option) -> tuple[str, ...]:
    return key(option.id), key(option.name.zh), key(option.name.en)


def _chosen(cells: Mapping[str, str], column: str, known: Mapping[str, Text]) -> str:
    text = readable(cells.get(column, ""), column)
    if not text:
        return ""
    for item, name in known.items():
        if key(text).removesuffix("阶段") in (item, key(name.zh), key(name.en)):
            return item
    offered = joined(list(known.values()))
    raise problem(column, f"unknown_{column}", f"“{text[:20]}”不在可选项中：{offered.zh}。",
                  f"“{text[:20]}” is none of: {offered.en}.")  # fmt: skip


def _source_class(cells: Mapping[str, str], guideline: Guideline) -> str:
    text = readable(cells.get("source_class", ""), "source_class")
    if not text:
        return ""
    for item in guideline.classes:
        if key(text) in (item.id, item.number, key(item.name.zh), key(item.name.en)):
            return item.id
    offered = joined([item.name for item in guideline.classes])
    raise problem("source_class", "unknown_class", f"没有排放源类别“{text[:20]}”。可用：{offered.zh}；也可留空。",
                  f"There is no source class “{text[:20]}”. Use: {offered.en}; or leave it blank.")  # fmt: skip


def _factor(cells: Mapping[str, str], unit: Unit) -> CustomFactor | None:
    if not cells.get("factor"):
        return None
    source = readable(cells.get("factor_source", ""), "factor_source")
    if not source:
        raise problem("factor_source", "source_required", "自定义因子必须写明来源。",
                      "A custom factor must name its source.")  # fmt: skip
    per = "vehicle-km" if unit.code == "km" else unit.code
    return CustomFactor(number(cells["factor"], "factor"), f"kgCO2e/{per}", source[:MAX_TEXT])


@lru_cache(maxsize=4)
def _questions(form: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for section in inventory.sections(form):
        for asked in (*section.questions, *section.journeys):
            for word in (asked.label.zh, asked.label.en):
                labels[key(word)] = f"{form}:{asked.id}"
    return labels


def _question(form: str, note: str) -> str:
    """The form's question whose words the note repeats, so that the line keeps its name in both languages."""
    return _questions(form).get(key(note), "") if note else ""


def _word(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh
