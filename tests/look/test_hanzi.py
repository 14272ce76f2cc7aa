import pytest

from look import hanzi


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("碳普惠核证减排量", "碳普惠核證減排量"),
        ("注销证书", "註銷證書"),
        ("公开台账", "公開台賬"),
        ("群众", "群眾"),
        ("低碳峰会", "低碳峰會"),
        ("复核", "覆核"),
        ("启用账户，阅读说明", "啟用賬戶，閱讀說明"),
        ("干净的制冷系统", "乾淨的製冷系統"),
    ],
)
def test_the_words_of_this_site_come_out_as_they_are_written_in_hong_kong(simplified, traditional):
    assert hanzi.to_traditional(simplified) == traditional


def test_placeholders_and_latin_letters_are_untouched():
    assert hanzi.to_traditional("%(kg)s 千克 CO₂e <b>") == "%(kg)s 千克 CO₂e <b>"


def test_only_readers_of_traditional_characters_get_them():
    assert hanzi.in_language("证书", "zh-hans") == "证书"
    assert hanzi.in_language("证书", "zh-hant") == "證書"


def test_no_correction_undoes_another():
    for _, right in hanzi.corrections():
        assert hanzi.to_traditional(right) == right
