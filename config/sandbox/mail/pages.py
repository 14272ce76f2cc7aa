"""HTML of the mail catcher: a list and a letter, everything escaped, links clickable."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from config.sandbox.mail.box import Letter, links

STYLE = Path(__file__).with_name("style.css").read_text()
FONTS = "/static/css/fonts.css"
"""The site's own faces, through whose port this page is read; without it the system's do."""
WORDS = {
    "zh": {
        "title": "邮件（沙盒）",
        "note": "本演示发出的邮件都留在这里，不会寄出。",
        "empty": "还没有邮件。",
        "to": "收件人",
        "from": "发件人",
        "subject": "主题",
        "date": "时间",
        "back": "全部邮件",
        "source": "邮件原文",
        "html": "HTML 部分（源码）",
        "attachments": "附件",
    },
    "en": {
        "title": "Mail (sandbox)",
        "note": "Every letter this demo sends stays here; none goes out.",
        "empty": "No mail yet.",
        "to": "To",
        "from": "From",
        "subject": "Subject",
        "date": "Time",
        "back": "All mail",
        "source": "Source",
        "html": "HTML part (source)",
        "attachments": "Attachments",
    },
}


def language(accept: str) -> str:
    """Return `zh` or `en` by the browser's first language."""
    return "zh" if accept.strip().lower().startswith("zh") else "en"


def list_page(letters: list[Letter], lang: str) -> str:
    """Return the list of letters, newest first."""
    words = WORDS[lang]
    rows = "".join(
        f"<tr><td>{escape(letter.date[:19].replace('T', ' '))}</td>"
        f"<td>{escape(', '.join(letter.to))}</td>"
        f'<td><a href="message/{letter.id}">{escape(letter.subject or "—")}</a></td></tr>'
        for letter in letters
    )
    table = (
        f"<table><tr><th>{words['date']}</th><th>{words['to']}</th><th>{words['subject']}</th></tr>"
        f"{rows}</table>"
    )
    body = table if letters else f"<p>{words['empty']}</p>"
    return _page(words["title"], f"<p>{words['note']}</p>{body}", lang, up="")


def letter_page(letter: Letter, lang: str) -> str:
    """Return one letter: head, text with links, HTML as source, attachments."""
    words = WORDS[lang]
    head = "".join(
        f"<dt>{words[name]}</dt><dd>{escape(value)}</dd>"
        for name, value in (
            ("from", letter.sender),
            ("to", ", ".join(letter.to)),
            ("date", letter.date[:19].replace("T", " ")),
        )
    )
    parts = [f"<dl>{head}</dl>", f'<pre class="text">{linked(letter.text)}</pre>']
    if letter.attachments:
        items = "".join(
            f'<li><a href="{letter.id}/attachment/{number}">{escape(name)}</a></li>'
            for number, name in enumerate(letter.attachments)
        )
        parts.append(f"<h2>{words['attachments']}</h2><ul>{items}</ul>")
    if letter.html:
        parts.append(
            f"<details><summary>{words['html']}</summary><pre>{escape(letter.html)}</pre></details>"
        )
    parts.append(f'<p><a href="{letter.id}/source">{words["source"]}</a></p>')
    parts.append(f'<p><a href="../">← {words["back"]}</a></p>')
    return _page(letter.subject or "—", "".join(parts), lang, up="../")


def linked(text: str) -> str:
    """Escape a text and make its web addresses clickable."""
    known = sorted(set(links(text)), key=len, reverse=True)
    if not known:
        return escape(text)
    pieces = re.split("(" + "|".join(re.escape(link) for link in known) + ")", text)
    return "".join(
        f'<a href="{escape(piece)}">{escape(piece)}</a>' if piece in known else escape(piece)
        for piece in pieces
    )


def _page(title: str, body: str, lang: str, *, up: str) -> str:
    code = "zh-Hans" if lang == "zh" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{FONTS}">'
        f'<link rel="stylesheet" href="{up}style.css"></head><body><main>'
        f"<h1>{escape(title)}</h1>{body}</main></body></html>"
    )
