"""Names of factor categories and quantity kinds, for people. Pure."""

from __future__ import annotations

from footprint.text import Text

CATEGORIES: dict[str, Text] = {
    "electricity": Text("电力", "Electricity"),
    "electricity_footprint": Text("电力碳足迹", "Electricity, life cycle"),
    "heat": Text("热力", "Heat"),
    "fuel": Text("燃料", "Fuel"),
    "fuel_parameter": Text("燃料参数", "Fuel parameters"),
    "air_travel": Text("航空", "Air travel"),
    "land_travel": Text("陆上出行", "Land travel"),
    "sea_travel": Text("水上出行", "Sea travel"),
    "flight_model": Text("航空模型参数", "Flight model"),
    "freight": Text("货运", "Freight"),
    "hotel": Text("酒店", "Hotels"),
    "meal": Text("餐饮", "Meals"),
    "water": Text("水", "Water"),
    "waste": Text("废弃物", "Waste"),
    "material": Text("材料和物品", "Materials and goods"),
    "homeworking": Text("居家办公", "Home working"),
    "online_meeting": Text("线上会议", "Online meetings"),
    "refrigerant_gwp": Text("制冷剂增温潜势", "Refrigerants, GWP"),
    "refrigerant_blend": Text("混合制冷剂组成", "Refrigerant blends"),
    "city_average": Text("城市平均", "City averages"),
    "event_parameter": Text("会展参数", "Event parameters"),
}

LICENCES: dict[str, Text] = {
    "OGL-UK-3.0": Text(
        "英国开放政府许可 3.0（© Crown copyright）",
        "Open Government Licence v3.0 (© Crown copyright)",
    ),
    "official document (PRC Copyright Law Art. 5)": Text(
        "官方文件（《著作权法》第五条）", "official document (PRC Copyright Law, Art. 5)"
    ),
    "facts cited; database terms not read": Text(
        "引用事实；数据库条款待核", "facts cited; the database's terms were not read"
    ),
    "facts cited": Text("引用事实", "facts cited"),
    "CC0-1.0": Text("CC0 1.0（公有领域）", "CC0 1.0 (public domain)"),
    "MIT": Text("MIT 许可", "MIT"),
}

KINDS: dict[str, Text] = {
    "average_co2": Text("电网平均（仅 CO₂）", "grid average, CO₂ only"),
    "excl_market_nonfossil": Text(
        "不含市场化交易非化石电量（仅 CO₂）", "without market-traded non-fossil power, CO₂ only"
    ),
    "fossil_power_co2": Text("化石能源发电（仅 CO₂）", "fossil power, CO₂ only"),
    "footprint_co2e": Text("碳足迹（全生命周期）", "footprint, life cycle"),
    "purchased_heat_co2": Text("购入热力（仅 CO₂）", "bought heat, CO₂ only"),
    "combustion": Text("燃烧直接排放", "combustion, direct"),
    "ncv": Text("低位发热量", "net calorific value"),
    "carbon_content": Text("单位热值含碳量", "carbon content"),
    "oxidation": Text("碳氧化率", "oxidation"),
    "density": Text("密度", "density"),
    "wtt": Text("燃料上游（另加）", "fuel upstream, an addition"),
    "direct_co2": Text("运行排放（仅 CO₂）", "running, CO₂ only"),
    "direct_co2e": Text("运行排放", "running"),
    "lifecycle_co2": Text("全过程（仅 CO₂）", "full process, CO₂ only"),
    "lifecycle_co2e": Text("全过程", "full process"),
    "rf_included": Text("含辐射强迫", "with radiative forcing"),
    "rf_excluded": Text("不含辐射强迫", "without radiative forcing"),
    "embodied": Text("生产隐含", "embodied"),
    "waste_treatment": Text("处理排放", "treatment"),
    "gwp100": Text("百年增温潜势", "GWP over 100 years"),
    "mass_share": Text("质量占比", "share of mass"),
    "activity_default": Text("活动量参考值", "amount of activity"),
    "model_constant": Text("模型常数", "constant of a formula"),
}

STAGES: dict[str, Text] = {
    "prepare": Text("准备", "preparation"),
    "hold": Text("举办", "the event itself"),
    "close": Text("收尾", "closing"),
}
