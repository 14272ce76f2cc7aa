"""Lists of blocks for tests: rows as a registrar types them, files as a platform sends them."""

import io
import zipfile
from collections.abc import Mapping

from marketplace.registry.block_imports import importing, sheet

PDF = b"%PDF-1.7 confirmation of "


def row(project, number=1, /, **changes):
    """A correct row: a hundred tonnes of 2025, with evidence of its own."""
    first = number * 1000 + 1
    return {
        "project": project.code,
        "monitoring_start": "2025-01-01",
        "monitoring_end": "2025-12-31",
        "tonnes": "100",
        "upstream_serial": f"SZ-PHCER-0077-{first:06d}-{first + 99:06d}",
        "custody_account": "C-01",
        "trade_reference": f"T-{number}",
        "evidence": f"confirmation-{number}.pdf",
    } | changes


def csv(*rows, encoding="utf-8-sig", chinese=True):
    """The rows as a file."""
    content = sheet.write(rows, chinese=chinese)
    return content.decode("utf-8-sig").encode(encoding)


def zipped(files: Mapping[str, bytes] | list[str]) -> bytes:
    """A ZIP of these files; names alone get a content of their own."""
    if not isinstance(files, Mapping):
        files = {name: PDF + name.encode() for name in files}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def files_of(*rows) -> bytes:
    """The ZIP that goes with these rows."""
    return zipped([each["evidence"] for each in rows if each.get("evidence")])


def upload(*rows, actor, files=None):
    """Upload these rows with their evidence."""
    return importing.upload(
        csv(*rows),
        file_name="blocks.csv",
        files=files_of(*rows) if files is None else files,
        files_name="evidence.zip",
        actor=actor,
    )


def problems(block_import):
    """Return (field, code) of every problem, by line."""
    return {
        each.number: [(problem["field"], problem["code"]) for problem in each.problems]
        for each in block_import.rows.all()
    }
