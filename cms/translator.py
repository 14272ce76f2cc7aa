"""Traditional Chinese for editors at one click: OpenCC as wagtail-localize's machine translator.

What it makes can be corrected by hand afterwards; other language pairs are refused.
"""

from typing import Any

from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

from look.hanzi import to_traditional


class OpenCCTranslator(BaseMachineTranslator):
    """Turn Simplified into Traditional characters (Hong Kong standard, with our corrections)."""

    display_name = "OpenCC 简 → 繁"

    def translate(self, source_locale: Any, target_locale: Any, strings: Any) -> dict[Any, Any]:
        """Return each string in Traditional characters; markup is left as it is."""
        return {
            string: StringValue.from_translated_html(to_traditional(string.get_translatable_html()))
            for string in strings
        }

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        """Only from Simplified to Traditional Chinese."""
        return (source_locale.language_code, target_locale.language_code) == ("zh-hans", "zh-hant")
