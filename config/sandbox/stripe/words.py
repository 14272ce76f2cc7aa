"""The hosted page's words, in Chinese and English."""

from __future__ import annotations

from functools import cache

import opencc

WORDS: dict[str, tuple[str, str]] = {
    "sandbox": ("沙盒", "Sandbox"),
    "sandbox_note": (
        "这是模拟的收银台，不会发生真实扣款。请使用下方的测试卡号，不要输入真实银行卡。",
        "A stand-in checkout: no money moves. Use a test number from below, never a real card.",
    ),
    "pay_to": ("收款方", "Pay to"),
    "total": ("应付总额", "Total due"),
    "back": ("返回商户", "Back to the shop"),
    "card": ("银行卡", "Card"),
    "card_number": ("卡号", "Card number"),
    "expiry": ("有效期（月/年）", "Expiry (MM/YY)"),
    "cvc": ("安全码", "Security code"),
    "name": ("持卡人姓名", "Name on card"),
    "pay": ("支付", "Pay"),
    "alipay": ("支付宝", "Alipay"),
    "wechat_pay": ("微信支付", "WeChat Pay"),
    "go_wallet": ("使用{0}", "Pay with {0}"),
    "wallet_title": ("{0}（沙盒）", "{0} (sandbox)"),
    "wallet_note": (
        "真实环境中这里是扫码或跳转到钱包应用。请选择模拟的结果：",
        "For real you would scan a code or open the wallet here. Choose how it ends:",
    ),
    "wallet_now": ("确认支付，立即到账", "Approve, settles at once"),
    "wallet_later": ("确认支付，稍后到账", "Approve, settles a little later"),
    "wallet_later_failing": ("确认支付，稍后失败", "Approve, fails a little later"),
    "wallet_refuse": ("拒绝支付", "Refuse"),
    "challenge_title": ("银行身份验证（3-D Secure）", "Your bank asks: is it you? (3-D Secure)"),
    "challenge_note": (
        "真实环境中由发卡行验证持卡人。请选择模拟的结果：",
        "For real the card's bank would ask its holder. Choose how it ends:",
    ),
    "challenge_ok": ("验证通过", "Complete authentication"),
    "challenge_fail": ("验证失败", "Fail authentication"),
    "numbers": ("测试卡号", "Test numbers"),
    "number": ("卡号", "Number"),
    "effect": ("结果", "What happens"),
    "ok": ("支付成功", "Succeeds"),
    "disputed": ("，随后被拒付", ", disputed afterwards"),
    "closed_title": ("此付款页面已失效", "This payment page is closed"),
    "closed_note": (
        "付款已完成、已取消或已超时。请返回商户查看订单。",
        "It was paid, cancelled or timed out. Go back to the shop to see your order.",
    ),
    "problem": ("付款未成功", "The payment did not go through"),
    "any": ("有效期填任意将来的日期，安全码任意三位。", "Any future date, any three digits."),
}

ERRORS: dict[str, tuple[str, str]] = {
    "incomplete_number": ("请输入卡号。", "Enter the card number."),
    "incorrect_number": ("卡号不正确。", "Your card number is invalid."),
    "live_mode_test_card": (
        "沙盒只接受测试卡号。",
        "Your card was declined. The sandbox takes only test numbers.",
    ),
    "invalid_expiry_month": ("有效期的月份不正确。", "Your card's expiration month is invalid."),
    "invalid_expiry_year": ("有效期已过。", "Your card's expiration year is in the past."),
    "invalid_cvc": ("安全码不正确。", "Your card's security code is invalid."),
    "generic_decline": ("银行卡被拒绝。", "Your card was declined."),
    "card_declined": ("银行卡被拒绝。", "Your card was declined."),
    "fraudulent": ("银行卡被拒绝。", "Your card was declined."),
    "lost_card": ("银行卡被拒绝。", "Your card was declined."),
    "stolen_card": ("银行卡被拒绝。", "Your card was declined."),
    "card_velocity_exceeded": (
        "银行卡被拒绝：超过余额、额度或次数限制。",
        "Your card was declined for exceeding its balance, credit or number of payments.",
    ),
    "insufficient_funds": ("余额不足。", "Your card has insufficient funds."),
    "expired_card": ("银行卡已过期。", "Your card has expired."),
    "incorrect_cvc": ("安全码错误。", "Your card's security code is incorrect."),
    "processing_error": (
        "处理时出错，请稍后再试。",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    "payment_intent_authentication_failure": (
        "无法验证您的付款方式，请换一种方式再试。",
        "We are unable to authenticate your payment method. Please choose another and try again.",
    ),
    "payment_intent_payment_attempt_failed": ("付款被拒绝。", "The payment was refused."),
    "payment_intent_unexpected_state": ("请重新付款。", "Please try again."),
}


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


def language(session_locale: str | None, accept: str) -> str:
    """Return `zh-Hans`, `zh-Hant` or `en`: the session's locale, else the browser's first."""
    wanted = session_locale if session_locale and session_locale != "auto" else accept
    first = wanted.split(",")[0].strip().lower()
    if first.startswith(("zh-hk", "zh-tw", "zh-hant")):
        return "zh-Hant"
    return "zh-Hans" if first.startswith("zh") else "en"


def word(key: str, lang: str) -> str:
    """Return the words for a key; an unknown error code reads as a plain decline."""
    chinese, english = WORDS.get(key) or ERRORS.get(key) or ERRORS["card_declined"]
    if lang == "en":
        return english
    return chinese if lang == "zh-Hans" else str(_traditional().convert(chinese))
