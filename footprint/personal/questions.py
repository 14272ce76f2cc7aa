"""The cards: one plain question each, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from footprint import numbers
from footprint.errors import CalculationError
from footprint.regions import PROVINCES
from footprint.text import Text

Answers = Mapping[str, str]
"""Plain decimals and choices by question id; `""` was skipped, an absent one not asked yet."""

_NOTHING = Text("", "")


def _always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """One card: a choice where there are `choices`, else a number with its unit.

    A number above `usual` is asked about again before it counts; one above `most` is refused.
    """

    id: str
    topic: Text
    ask: Text
    hint: Text = _NOTHING
    choices: Mapping[str, Text] = field(default_factory=dict)
    unit: Text = _NOTHING
    usual: Decimal = Decimal(0)
    most: Decimal | None = None
    least: Decimal = Decimal(0)
    is_whole: bool = False
    applies: Callable[[Answers], bool] = _always

    def is_unusual(self, value: str) -> bool:
        """Whether a valid answer is so large that it is probably a slip."""
        return not self.choices and bool(value) and Decimal(value) > self.usual


def path(answers: Answers) -> list[Question]:
    """The cards that apply to what has been answered so far."""
    return [question for question in QUESTIONS if question.applies(answers)]


def find(question_id: str) -> Question | None:
    """The question of this id, or None."""
    return _BY_ID.get(question_id)


def first_open(answers: Answers) -> Question | None:
    """The first card that has been neither answered nor skipped, or None."""
    return next((question for question in path(answers) if question.id not in answers), None)


def from_old(answers: Answers) -> dict[str, str]:
    """Answers in today's shape: the former single form's read as what they meant, the unreadable dropped."""
    found = dict(answers)
    if "flights_abroad" in found:
        found.setdefault("flights_near", found["flights_abroad"])
    if any(found.get(key) for key in FLIGHTS):
        found.setdefault("flew", "yes")
    if found.get("commute_mode") == "car_electric":
        found |= {"commute_mode": "car", "car": found.get("car") or "electric"}
    if found.get("car_km"):
        found.setdefault("car", "petrol")
    return {key: value for key, value in found.items() if _is_readable(key, value)}


def _is_readable(key: str, value: str) -> bool:
    question = _BY_ID.get(key)
    if question is None or value == "":
        return question is not None
    if key == "place":
        return value in question.choices or value in PROVINCES
    if question.choices:
        return value in question.choices
    try:
        return numbers.parse(value) >= question.least
    except CalculationError:
        return False


def _lives_in_tibet(answers: Answers) -> bool:
    return answers.get("place") == "CN-XZ"


def _drives(answers: Answers) -> bool:
    return answers.get("car", "") not in ("", "none")


def _travels_to_work(answers: Answers) -> bool:
    return answers.get("commute_mode") != "none"


def _flew(answers: Answers) -> bool:
    return answers.get("flew") == "yes"


FLIGHTS = ("flights_domestic", "flights_near", "flights_far")
_KWH = Text("千瓦时（度）", "kWh")
_CUBIC = Text("立方米", "m³")
_TRIPS = Text("次往返", "return trips")
_KM = Text("公里", "km")
QUESTIONS = (
    Question(
        "place", Text("住在哪里", "Where you live"),
        Text("您住在哪里？", "Where do you live?"),
        Text("决定用哪个电网的因子和哪里的平均值。", "Decides the grid’s factor and whose averages stand in."),
        choices={"shenzhen": Text("深圳", "Shenzhen"), "CN-GD": Text("广东其他城市", "Elsewhere in Guangdong")},
    ),
    Question(
        "household", Text("家庭人数", "Household"),
        Text("家里常住几口人？", "How many people live in your household?"),
        Text("家里的账单按人数平分。", "The household’s bills are shared equally."),
        unit=Text("人", "persons"), usual=Decimal(12), least=Decimal(1), is_whole=True,
    ),
    Question(
        "electricity", Text("家庭用电", "Electricity"),
        Text("全家一个月用多少度电？", "How much electricity does the household use in a month?"),
        Text("看电费账单上的“本期电量”；有全年数就除以 12。", "The bill’s kWh, not the yuan; a year’s figure divided by 12 is best."),
        unit=_KWH, usual=Decimal(2000),
    ),
    Question(
        "grid_factor", Text("供电因子", "The supplier’s factor"),
        Text("供电单位给出的每度电排放是多少？", "What does your supplier say a kWh emits?"),
        Text("国家没有公布西藏的电网因子，本平台不代为假设。", "No official factor is published for Tibet’s grid, and none is assumed here."),
        unit=Text("千克 CO₂/千瓦时", "kg CO₂ per kWh"), usual=Decimal("1.5"), applies=_lives_in_tibet,
    ),
    Question(
        "gas", Text("家庭燃气", "Gas"),
        Text("全家一个月用多少天然气？", "How much piped gas does the household use in a month?"),
        Text("看燃气账单；没有管道天然气就填 0。", "See the gas bill; without piped gas, enter 0."),
        unit=_CUBIC, usual=Decimal(150),
    ),
    Question(
        "water", Text("自来水", "Water"),
        Text("全家一个月用多少水？", "How much water does the household use in a month?"),
        Text("看水费账单；影响很小，不清楚就跳过。", "See the water bill. It counts for little: skip it if in doubt."),
        unit=_CUBIC, usual=Decimal(100),
    ),
    Question(
        "waste", Text("其他垃圾", "Waste"),
        Text("分类之后，您扔的其他垃圾多吗？", "After sorting, how much residual waste do you throw away?"),
        Text("与下面写明的平均值相比。", "Compared with the average that is stated below."),
        choices={"half": Text("约为平均的一半", "About half of it"), "average": Text("和平均差不多", "About the average"),
                 "double": Text("约为平均的两倍", "About twice as much")},
    ),
    Question(
        "car", Text("汽车", "Car"),
        Text("您平时开什么车？", "What car do you drive?"),
        Text("在家充电的电动车，电已在家里的账单里。", "An electric car charged at home is in the household’s bill already."),
        choices={"none": Text("不开车", "I do not drive"), "petrol": Text("汽油车", "Petrol"),
                 "hybrid": Text("混合动力", "Hybrid"), "electric": Text("电动车，在外充电", "Electric, charged elsewhere"),
                 "electric_home": Text("电动车，在家充电", "Electric, charged at home")},
    ),
    Question(
        "car_km", Text("驾车里程", "Driving"),
        Text("除通勤外，一年开多少公里？", "Apart from commuting, how far do you drive in a year?"),
        Text("可用里程表的年增加数减去通勤。", "What the odometer gains in a year, less the commuting."),
        unit=_KM, usual=Decimal(60_000), applies=_drives,
    ),
    Question(
        "commute_mode", Text("通勤方式", "Commuting"),
        Text("您平时怎么上班或上学？", "How do you usually get to work or school?"),
        Text("按一年 240 天往返计；电动自行车的电已在家里的账单里。",
             "Counted both ways on 240 days a year; an e-bike’s power is in the household’s bill."),
        choices={"metro": Text("地铁", "Metro"), "bus": Text("公交", "Bus"), "car": Text("自己开车", "Driving"),
                 "taxi": Text("出租车、网约车", "Taxi or ride-hailing"),
                 "none": Text("步行、骑车、在家", "On foot, by bicycle, at home")},
    ),
    Question(
        "commute_km", Text("通勤距离", "Way to work"),
        Text("单程多少公里？", "How far is it, one way?"),
        unit=_KM, usual=Decimal(150), applies=_travels_to_work,
    ),
    Question(
        "rail_trips", Text("长途火车", "Long train journeys"),
        Text("过去一年坐过几次长途火车？", "How many long train journeys did you make last year?"),
        Text("高铁，每次按单程 800 公里计（规划假设）。", "High-speed, each counted at 800 km one way, a planning assumption."),
        unit=_TRIPS, usual=Decimal(100),
    ),
    Question(
        "flew", Text("乘飞机", "Flying"),
        Text("过去一年坐过飞机吗？", "Did you fly last year?"),
        choices={"no": Text("没有", "No"), "yes": Text("坐过", "Yes")},
    ),
    Question(
        "flights_domestic", Text("境内航班", "Flights in mainland China"),
        Text("境内航班往返几次？", "How many return flights within mainland China?"),
        Text("每次按深圳—北京计，单程 1,956.8 公里。", "Each counted like Shenzhen–Beijing, 1,956.8 km one way."),
        unit=_TRIPS, usual=Decimal(60), applies=_flew,
    ),
    Question(
        "flights_near", Text("亚洲航班", "Flights in Asia"),
        Text("亚洲其他地方，往返几次？", "How many return flights elsewhere in Asia?"),
        Text("含港澳台；每次按深圳—新加坡计，单程 2,594 公里，经济舱。",
             "Hong Kong, Macao and Taiwan too; each like Shenzhen–Singapore, 2,594 km one way, economy."),
        unit=_TRIPS, usual=Decimal(40), applies=_flew,
    ),
    Question(
        "flights_far", Text("远程航班", "Long-haul flights"),
        Text("欧美、大洋洲等，往返几次？", "How many return flights to Europe, America or further?"),
        Text("每次按深圳—伦敦计，单程 9,594.5 公里，经济舱。", "Each counted like Shenzhen–London, 9,594.5 km one way, economy."),
        unit=_TRIPS, usual=Decimal(20), applies=_flew,
    ),
    Question(
        "hotel_nights", Text("酒店住宿", "Hotels"),
        Text("过去一年住过几晚酒店？", "How many nights did you spend in hotels last year?"),
        Text("按一间房一晚计；两人同住就填一半。", "Counted per room; if two shared it, enter half."),
        unit=Text("晚", "nights"), usual=Decimal(150), most=Decimal(366),
    ),
    Question(
        "diet", Text("饮食", "Food"),
        Text("您吃肉多吗？", "How much meat do you eat?"),
        Text("比例来自饮食结构研究，乘以中国人均每餐的数值。", "Ratios from a diet study times the Chinese value per meal."),
        choices={"high_meat": Text("多，几乎餐餐有肉", "Much, at nearly every meal"), "medium_meat": Text("一般", "Medium"),
                 "low_meat": Text("少", "Little"), "vegetarian": Text("素食，吃蛋奶", "Vegetarian, with eggs and milk"),
                 "vegan": Text("纯素", "Vegan")},
    ),
    Question(
        "meals_out", Text("在外吃饭", "Meals out"),
        Text("一周有几餐在外吃或叫外卖？", "How many meals a week do you eat out or have delivered?"),
        Text("餐馆、食堂、外卖；一周共 21 餐。都按堂食数值计，外卖略低。",
             "Restaurant, canteen, delivery, of 21 a week. All counted at the value of a served meal; a delivered one is lower."),
        unit=Text("餐", "meals"), usual=Decimal(21), most=Decimal(21),
    ),
)  # fmt: skip
_BY_ID = {question.id: question for question in QUESTIONS}
