"""Words in two languages, carried by the pure core instead of a translation catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Simplified Chinese and in English."""

    zh: str
    en: str

    @property
    def name_zh(self) -> str:
        """The Chinese, under the name by which the site's `localname` filter finds it."""
        return self.zh

    @property
    def name_en(self) -> str:
        """The English, likewise."""
        return self.en

    def as_data(self) -> dict[str, str]:
        """The two languages as a mapping for JSON."""
        return {"zh": self.zh, "en": self.en}


def from_data(data: object) -> Text:
    """Read back what `Text.as_data` wrote; raises TypeError for anything else."""
    if not isinstance(data, dict):
        raise TypeError(f"not a text: {data!r}")
    return Text(str(data["zh"]), str(data["en"]))


def joined(texts: list[Text], *, zh: str = "、", en: str = ", ") -> Text:
    """Several texts as one list in each language."""
    return Text(zh.join(text.zh for text in texts), en.join(text.en for text in texts))
