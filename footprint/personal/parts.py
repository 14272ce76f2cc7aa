"""The parts of a person's year by the names that charts, tables and lines show."""

from footprint.text import Text

PREFIX = "personal:"
"""Begins the label of every line of a person's year, as `event:` does for an event's."""

PARTS = {
    "electricity": Text("家庭用电", "Electricity at home"),
    "gas": Text("家庭燃气", "Gas at home"),
    "water": Text("自来水", "Tap water"),
    "wastewater": Text("生活污水", "Waste water"),
    "waste": Text("其他垃圾", "Residual waste"),
    "driving": Text("通勤以外的驾车", "Driving besides commuting"),
    "commute": Text("通勤", "Commuting"),
    "rail": Text("长途火车", "Long train journeys"),
    "flights": Text("航班", "Flights"),
    "flights_domestic": Text("境内航班", "Flights within mainland China"),
    "flights_near": Text("亚洲航班", "Flights within Asia"),
    "flights_far": Text("远程航班", "Long-haul flights"),
    "hotel": Text("酒店住宿", "Nights in hotels"),
    "home_meals": Text("在家吃的饭", "Meals at home"),
    "bought_meals": Text("在外吃或叫外卖的饭", "Meals out or delivered"),
}


def label(part: str) -> str:
    """The label that a line of this part carries."""
    return f"{PREFIX}{part}"


def part_of(line_label: str) -> str:
    """The part that a line belongs to, or nothing for a line that is not of a person's year."""
    part = line_label.removeprefix(PREFIX)
    return part if line_label.startswith(PREFIX) and part in PARTS else ""


def labels() -> dict[str, Text]:
    """The words of every such label."""
    return {label(part): name for part, name in PARTS.items()}
