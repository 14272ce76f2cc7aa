"""The mail catcher: what is sent is kept, shown and never sent on."""

from __future__ import annotations

import json
import smtplib
import threading
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from config.sandbox.mail.box import links
from config.sandbox.mail.server import Catcher
from tests.sandbox.conftest import visit


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    """A running catcher on free ports."""
    server = Catcher(tmp_path / "mail", smtp_port=0, http_port=0)
    server.smtp.start()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.stop()


def send(catcher: Catcher, **changes: Any) -> None:
    """Send a letter with a link, an HTML part and an attachment."""
    letter = EmailMessage()
    letter["From"] = "noreply@shop.test"
    letter["To"] = changes.get("to", "Li.Lei@example.cn")
    letter["Subject"] = changes.get("subject", "您的证书")
    letter.set_content("请打开 http://shop.test/c/1。\n<script>alert(1)</script>")
    letter.add_alternative("<p onclick=x>hello</p>", subtype="html")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="证书.pdf")
    with smtplib.SMTP("127.0.0.1", catcher.smtp.port, timeout=5) as server:
        server.send_message(letter)


def as_json(url: str) -> Any:
    """Get JSON."""
    with urllib.request.urlopen(url, timeout=5) as response:
        return json.load(response)


def test_a_letter_is_kept_and_listed(catcher: Catcher) -> None:
    send(catcher)
    [letter] = as_json(f"{catcher.address}/messages.json")
    assert letter["subject"] == "您的证书"
    assert letter["to"] == ["li.lei@example.cn"]
    assert letter["links"] == ["http://shop.test/c/1"]
    assert "您的证书" in visit(f"{catcher.address}/", language="zh-CN").text


def test_letters_can_be_asked_for_by_recipient(catcher: Catcher) -> None:
    send(catcher, to="a@example.cn")
    send(catcher, to="b@example.cn", subject="second")
    assert [x["subject"] for x in as_json(f"{catcher.address}/messages.json?to=B@example.cn")] == [
        "second"
    ]


def test_a_letter_is_shown_escaped_with_its_links_clickable(catcher: Catcher) -> None:
    send(catcher)
    [letter] = as_json(f"{catcher.address}/messages.json")
    page = visit(f"{catcher.address}/message/{letter['id']}").text
    assert '<a href="http://shop.test/c/1">' in page
    assert "<script>" not in page
    assert "&lt;p onclick=x&gt;" in page


def test_an_attachment_comes_back_as_it_was(catcher: Catcher) -> None:
    send(catcher)
    [letter] = as_json(f"{catcher.address}/messages.json")
    url = f"{catcher.address}/message/{letter['id']}/attachment/0"
    with urllib.request.urlopen(url, timeout=5) as response:
        assert response.read() == b"%PDF-1.7"
        assert "%E8%AF%81%E4%B9%A6.pdf" in response.headers["Content-Disposition"]
    assert visit(f"{catcher.address}/message/{letter['id']}/attachment/7").status == 404


@pytest.mark.parametrize("path", ["/message/../../etc/passwd", "/message/1-a", "/nothing"])
def test_what_is_not_there_is_not_found(catcher: Catcher, path: str) -> None:
    assert visit(catcher.address + path).status == 404


def test_the_box_can_be_emptied(catcher: Catcher) -> None:
    send(catcher)
    request = urllib.request.Request(f"{catcher.address}/messages.json", method="DELETE")
    urllib.request.urlopen(request, timeout=5).close()
    assert as_json(f"{catcher.address}/messages.json") == []


def test_letters_survive_a_restart(catcher: Catcher) -> None:
    from config.sandbox.mail.box import Box

    send(catcher)
    assert [letter.subject for letter in Box(catcher.box.folder).letters()] == ["您的证书"]


def test_links_end_before_punctuation() -> None:
    assert links("见 http://a.test/x?y=1。(http://b.test/)") == [
        "http://a.test/x?y=1",
        "http://b.test/",
    ]
