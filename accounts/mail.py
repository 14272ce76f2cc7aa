"""The site's mails to people: plain text from a template, and HTML made from that text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _


def subject(text: str) -> str:
    """Return a subject line that names the site."""
    return f"{text} · {_('Zhonghe')}"


def as_html(*, subject: str, text: str) -> str:
    """Return the HTML form of a plain-text mail: its paragraphs, its links to be followed."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return render_to_string(
        "accounts/mail/frame.html",
        {
            "subject": subject,
            "paragraphs": paragraphs,
            "language": translation.get_language() or "zh-hans",
        },
    )


def send(template: str, *, to: str, language: str, context: Mapping[str, Any]) -> None:
    """Render `accounts/mail/<template>_{subject,message}.txt` in a language and send both forms.

    Call it after the transaction has been committed. Raises OSError (SMTP's errors are) when
    the mail server refuses.
    """
    with translation.override(language):
        line = " ".join(
            render_to_string(f"accounts/mail/{template}_subject.txt", dict(context)).split()
        )
        text = render_to_string(f"accounts/mail/{template}_message.txt", dict(context)).strip()
        message = EmailMultiAlternatives(subject=subject(line), body=text, to=[to])
        message.attach_alternative(as_html(subject=line, text=text), "text/html")
        message.send()
