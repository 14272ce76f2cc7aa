"""Regions by ISO 3166: China's provinces, and the countries our factors name."""

from __future__ import annotations

from footprint.errors import CalculationError
from footprint.text import Text

PROVINCES: dict[str, Text] = {
    "CN-BJ": Text("北京", "Beijing"),
    "CN-TJ": Text("天津", "Tianjin"),
    "CN-HE": Text("河北", "Hebei"),
    "CN-SX": Text("山西", "Shanxi"),
    "CN-NM": Text("内蒙古", "Inner Mongolia"),
    "CN-LN": Text("辽宁", "Liaoning"),
    "CN-JL": Text("吉林", "Jilin"),
    "CN-HL": Text("黑龙江", "Heilongjiang"),
    "CN-SH": Text("上海", "Shanghai"),
    "CN-JS": Text("江苏", "Jiangsu"),
    "CN-ZJ": Text("浙江", "Zhejiang"),
    "CN-AH": Text("安徽", "Anhui"),
    "CN-FJ": Text("福建", "Fujian"),
    "CN-JX": Text("江西", "Jiangxi"),
    "CN-SD": Text("山东", "Shandong"),
    "CN-HA": Text("河南", "Henan"),
    "CN-HB": Text("湖北", "Hubei"),
    "CN-HN": Text("湖南", "Hunan"),
    "CN-GD": Text("广东", "Guangdong"),
    "CN-GX": Text("广西", "Guangxi"),
    "CN-HI": Text("海南", "Hainan"),
    "CN-CQ": Text("重庆", "Chongqing"),
    "CN-SC": Text("四川", "Sichuan"),
    "CN-GZ": Text("贵州", "Guizhou"),
    "CN-YN": Text("云南", "Yunnan"),
    "CN-XZ": Text("西藏", "Tibet (Xizang)"),
    "CN-SN": Text("陕西", "Shaanxi"),
    "CN-GS": Text("甘肃", "Gansu"),
    "CN-QH": Text("青海", "Qinghai"),
    "CN-NX": Text("宁夏", "Ningxia"),
    "CN-XJ": Text("新疆", "Xinjiang"),
    "HK": Text("中国香港", "Hong Kong, China"),
    "MO": Text("中国澳门", "Macao, China"),
    "TW": Text("中国台湾", "Taiwan, China"),
}

OTHERS: dict[str, Text] = {
    "CN": Text("全国", "China"),
    "CN-NORTH": Text("华北区域电网", "North China grid"),
    "CN-NORTHEAST": Text("东北区域电网", "North-east China grid"),
    "CN-EAST": Text("华东区域电网", "East China grid"),
    "CN-CENTRAL": Text("华中区域电网", "Central China grid"),
    "CN-NORTHWEST": Text("西北区域电网", "North-west China grid"),
    "CN-SOUTH": Text("南方区域电网", "China Southern grid"),
    "CN-SOUTHWEST": Text("西南区域电网", "South-west China grid"),
    "world": Text("全球", "World"),
    "EU": Text("欧洲", "Europe"),
    "AE": Text("阿联酋", "United Arab Emirates"),
    "AU": Text("澳大利亚", "Australia"),
    "BE": Text("比利时", "Belgium"),
    "BR": Text("巴西", "Brazil"),
    "CA": Text("加拿大", "Canada"),
    "CH": Text("瑞士", "Switzerland"),
    "CL": Text("智利", "Chile"),
    "CO": Text("哥伦比亚", "Colombia"),
    "CR": Text("哥斯达黎加", "Costa Rica"),
    "DE": Text("德国", "Germany"),
    "EG": Text("埃及", "Egypt"),
    "ES": Text("西班牙", "Spain"),
    "FR": Text("法国", "France"),
    "GB": Text("英国", "United Kingdom"),
    "ID": Text("印度尼西亚", "Indonesia"),
    "IN": Text("印度", "India"),
    "IT": Text("意大利", "Italy"),
    "JO": Text("约旦", "Jordan"),
    "JP": Text("日本", "Japan"),
    "KR": Text("韩国", "Korea"),
    "MV": Text("马尔代夫", "Maldives"),
    "MX": Text("墨西哥", "Mexico"),
    "MY": Text("马来西亚", "Malaysia"),
    "NL": Text("荷兰", "Netherlands"),
    "OM": Text("阿曼", "Oman"),
    "PH": Text("菲律宾", "Philippines"),
    "PT": Text("葡萄牙", "Portugal"),
    "QA": Text("卡塔尔", "Qatar"),
    "RU": Text("俄罗斯", "Russia"),
    "SA": Text("沙特阿拉伯", "Saudi Arabia"),
    "SG": Text("新加坡", "Singapore"),
    "TH": Text("泰国", "Thailand"),
    "TR": Text("土耳其", "Türkiye"),
    "US": Text("美国", "United States"),
    "VN": Text("越南", "Viet Nam"),
    "ZA": Text("南非", "South Africa"),
}

REGIONS: dict[str, Text] = {**PROVINCES, **OTHERS}

_SAME = {"CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW", "WORLD": "world"}


def name(code: str) -> Text:
    """The region's name, or its code where we have none."""
    return REGIONS.get(code, Text(code, code))


def normalise(code: str, *, field: str = "region") -> str:
    """The code as our factors write it; raises CalculationError `unknown_region`."""
    upper = code.strip().upper()
    found = _SAME.get(upper, upper)
    if found not in REGIONS:
        message = Text(
            f"不认识地区“{code[:20]}”。请使用 ISO 3166-2 代码，例如 CN-GD。",
            f"Unknown region “{code[:20]}”. Use an ISO 3166-2 code such as CN-GD.",
        )
        raise CalculationError("unknown_region", message, field=field)
    return found
