"""The letters on disk: one .eml file each, named so that the newest sorts last."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SHENZHEN = ZoneInfo("Asia/Shanghai")
KEPT = 500
"""Letters kept; older ones are deleted."""


@dataclass(frozen=True)
class Letter:
    """One caught letter: its id (the file's stem) and its parts as text."""

    id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    date: str
    text: str
    html: str
    attachments: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the letter for tests, with the links found in its text."""
        return {
            "id": self.id, "from": self.sender, "to": list(self.to), "subject": self.subject,
            "date": self.date, "text": self.text, "html": self.html, "links": links(self.text),
            "attachments": list(self.attachments),
        }  # fmt: skip


class Box:
    """A folder of letters."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def keep(self, raw: bytes, recipients: list[str]) -> str:
        """Store a letter as it came, with its envelope's recipients; return its id."""
        name = f"{time.time_ns()}-{secrets.token_hex(3)}"
        head = f"X-Envelope-To: {', '.join(recipients)}\r\n".encode()
        temporary = self.folder / f"{name}.part"
        temporary.write_bytes(head + raw)
        temporary.rename(self.folder / f"{name}.eml")
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        return name

    def letters(self, *, to: str = "") -> list[Letter]:
        """Return the letters, newest first; `to` keeps those to one address."""
        wanted = to.strip().lower()
        found = [read(path) for path in self._files()]
        return [letter for letter in found if not wanted or wanted in letter.to]

    def letter(self, letter_id: str) -> Letter | None:
        """Return one letter, or None."""
        path = self._path(letter_id)
        return read(path) if path else None

    def raw(self, letter_id: str) -> bytes | None:
        """Return a letter's bytes, or None."""
        path = self._path(letter_id)
        return path.read_bytes() if path else None

    def attachment(self, letter_id: str, number: int) -> tuple[str, bytes] | None:
        """Return an attachment's file name and bytes, or None."""
        path = self._path(letter_id)
        parts = list(_parse(path).iter_attachments()) if path else []
        if not 0 <= number < len(parts):
            return None
        content = parts[number].get_payload(decode=True)
        assert isinstance(content, bytes)
        return parts[number].get_filename() or "attachment", content

    def empty(self) -> None:
        """Delete all letters."""
        for path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"), reverse=True)

    def _path(self, letter_id: str) -> Path | None:
        path = self.folder / f"{letter_id}.eml"
        known = re.fullmatch(r"\d+-[0-9a-f]+", letter_id) and path.is_file()
        return path if known else None


def read(path: Path) -> Letter:
    """Read a stored letter."""
    message = _parse(path)
    names = [part.get_filename() or "attachment" for part in message.iter_attachments()]
    envelope = message.get("X-Envelope-To", "")
    seconds = int(path.stem.split("-")[0]) / 1e9
    return Letter(
        id=path.stem,
        sender=str(message.get("From", "")),
        to=tuple(part.strip().lower() for part in envelope.split(",") if part.strip()),
        subject=str(message.get("Subject", "")),
        date=datetime.fromtimestamp(seconds, SHENZHEN).isoformat(timespec="seconds"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        attachments=tuple(names),
    )


def links(text: str) -> list[str]:
    """Return the web addresses in a text, in order."""
    return [match.rstrip(".,;:!?)）。，；") for match in re.findall(r"https?://[!-;=?-~]+", text)]


def _parse(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""
