"""The words people use for modes, cabins and yes or no. Standard library only: the child imports it."""

from __future__ import annotations

_MODES = {
    "flight": ("flight", "plane", "air", "飞机", "航空", "航班"),
    "high_speed_rail": ("high_speed_rail", "high-speed rail", "high speed rail", "hsr", "高铁", "动车", "城际"),
    "rail": ("rail", "train", "火车", "普速", "普通铁路", "铁路"),
    "metro": ("metro", "subway", "underground", "地铁", "轨道交通"),
    "bus": ("bus", "city bus", "公交", "公交车"),
    "coach": ("coach", "大巴", "长途客车", "客车", "巴士"),
    "taxi": ("taxi", "出租车", "网约车", "的士", "ride-hailing"),
    "ferry": ("ferry", "轮渡", "渡轮", "船"),
    "car": ("car", "私家车", "小汽车", "自驾", "汽油车"),
    "car:electric": ("electric car", "ev", "电动汽车", "电动车", "新能源车"),
}  # fmt: skip
MODES = {word: mode for mode, words in _MODES.items() for word in words}
YES = frozenset({"yes", "y", "true", "1", "是", "往返", "return", "round", "有"})
NO = frozenset({"no", "n", "false", "0", "否", "单程", "one way", "one-way", "无"})
CABINS = {
    "": "average", "平均": "average", "average": "average",
    "经济舱": "economy", "经济": "economy", "economy": "economy",
    "高端经济舱": "premium_economy", "超级经济舱": "premium_economy",
    "premium economy": "premium_economy", "premium_economy": "premium_economy",
    "公务舱": "business", "商务舱": "business", "business": "business",
    "头等舱": "first", "first": "first",
}  # fmt: skip
