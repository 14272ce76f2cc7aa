"""Factor sets made for a test, in the test's own folder: a copy of the published one with rows changed."""

import csv
import hashlib
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from footprint import sets

Row = dict[str, str]
Edit = Callable[[list[Row]], list[Row]]


def copy(folder: Path, edits: dict[str, Edit], *, set_id: str = "2099.1") -> Path:
    """A set that follows the current one, below `folder`; `edits` changes the rows of files by name."""
    new = folder / set_id
    shutil.copytree(sets.FOLDER / sets.CURRENT, new)
    for name, edit in edits.items():
        _rewrite(new / name, edit)
    head = (new / "set.toml").read_text(encoding="utf-8")
    head = head.replace(f'id = "{sets.CURRENT}"', f'id = "{set_id}"', 1)
    head = head.replace('predecessor = ""', f'predecessor = "{sets.CURRENT}"')
    (new / "set.toml").write_text(_pinned(head, new), encoding="utf-8")
    return new


def change(row_id: str, **columns: str) -> Edit:
    """Change columns of one row."""
    return lambda rows: [{**row, **columns} if row["id"] == row_id else row for row in rows]


def remove(row_id: str) -> Edit:
    """Take one row out."""
    return lambda rows: [row for row in rows if row["id"] != row_id]


def add(row_id: str, *, like: str, **columns: str) -> Edit:
    """Add a row like another."""
    return lambda rows: [
        *rows,
        *({**row, "id": row_id, **columns} for row in rows if row["id"] == like),
    ]


def both(*edits: Edit) -> Edit:
    """One edit after another."""

    def edit(rows: list[Row]) -> list[Row]:
        for each in edits:
            rows = each(rows)
        return rows

    return edit


def _rewrite(path: Path, edit: Edit) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(edit(rows))
    path.write_text(out.getvalue(), encoding="utf-8")


def _pinned(head: str, folder: Path) -> str:
    """The head with the number of rows and the digest of every file as they are now."""
    for path in folder.glob("*.csv"):
        content = path.read_bytes()
        rows = len(list(csv.DictReader(io.StringIO(content.decode()))))
        digest = hashlib.sha256(content).hexdigest()
        entry = rf'name = "{re.escape(path.name)}"\nrows = \d+\nsha256 = "\w+"'
        head = re.sub(entry, f'name = "{path.name}"\nrows = {rows}\nsha256 = "{digest}"', head)
    return head
