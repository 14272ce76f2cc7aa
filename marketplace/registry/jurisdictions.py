"""Where what is offset was emitted: the subdivisions of ISO 3166-2:CN, as a retirement names them.

Source: ISO 3166-2:CN, Online Browsing Platform of ISO (alphabetic codes since the newsletter of 2017).
"""

from django.utils.functional import lazy

from look.templatetags.look import localname

DEFAULT = "CN-GD"
_NAMES = """
CN-GD 广东省 Guangdong|CN-AH 安徽省 Anhui|CN-BJ 北京市 Beijing
CN-CQ 重庆市 Chongqing|CN-FJ 福建省 Fujian|CN-GS 甘肃省 Gansu
CN-GX 广西壮族自治区 Guangxi|CN-GZ 贵州省 Guizhou|CN-HI 海南省 Hainan
CN-HE 河北省 Hebei|CN-HL 黑龙江省 Heilongjiang|CN-HA 河南省 Henan
CN-HB 湖北省 Hubei|CN-HN 湖南省 Hunan|CN-JS 江苏省 Jiangsu
CN-JX 江西省 Jiangxi|CN-JL 吉林省 Jilin|CN-LN 辽宁省 Liaoning
CN-NM 内蒙古自治区 Inner_Mongolia|CN-NX 宁夏回族自治区 Ningxia|CN-QH 青海省 Qinghai
CN-SN 陕西省 Shaanxi|CN-SD 山东省 Shandong|CN-SH 上海市 Shanghai
CN-SX 山西省 Shanxi|CN-SC 四川省 Sichuan|CN-TJ 天津市 Tianjin
CN-XJ 新疆维吾尔自治区 Xinjiang|CN-XZ 西藏自治区 Tibet|CN-YN 云南省 Yunnan
CN-ZJ 浙江省 Zhejiang|CN-HK 香港特别行政区 Hong_Kong|CN-MO 澳门特别行政区 Macao
CN-TW 台湾省 Taiwan|CN 全国 China,_several_provinces
"""
NAMES: dict[str, dict[str, str]] = {
    code: {"name_zh": zh, "name_en": en.replace("_", " ")}
    for code, zh, en in (
        row.split() for line in _NAMES.strip().splitlines() for row in line.split("|")
    )
}


def in_both(code: str) -> str:
    """Return a jurisdiction's name in Chinese and English with its code, as papers have it; another's code alone."""
    return f"{' '.join(NAMES[code].values())} ({code})" if code in NAMES else code


def named(code: str) -> str:
    """Return a jurisdiction's name in the reader's language, or its code where it is another."""
    return localname(NAMES[code]) if code in NAMES else code


_lazily = lazy(named, str)
CHOICES = [(code, _lazily(code)) for code in NAMES]
