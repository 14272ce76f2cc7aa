"""Every paper is a witness: the checkpoint inside it, held against today's log.

Only called for a file that carries our own intact signature, so that no stranger's file is ever opened as a PDF.
"""

from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from marketplace.certificates import signature
from marketplace.registry import log, merkle, queries
from marketplace.registry.models import Checkpoint

CHECKPOINT = "checkpoint.txt"


@dataclass(frozen=True)
class LogFinding:
    """The checkpoint inside a paper and whether today's log continues it."""

    size: int
    root: str
    size_today: int
    continues: bool


def compare_with_log(raw: bytes) -> LogFinding | None:
    """Say whether today's log continues the one that a signed paper saw; None without a readable checkpoint."""
    found = signature.find(raw)
    if found is None or not found.ours:
        return None
    try:
        seen = log.read_checkpoint(enclosed(raw[: found.reaches])[CHECKPOINT].decode())
    except (PdfError, KeyError, ValueError):
        return None
    today = queries.latest_checkpoint()
    if today is None or today.size < seen.size:
        return LogFinding(seen.size, seen.root.hex(), today.size if today else 0, continues=False)
    return LogFinding(
        seen.size, seen.root.hex(), today.size, continues=_continues(seen, today.size)
    )


def _continues(seen: log.CheckpointText, size: int) -> bool:
    """Say whether the log's own nodes prove that it begins with the tree whose root was seen."""
    today = Checkpoint.objects.get(size=size)
    try:
        proof = log.consistency(seen.size, size)
    except KeyError:  # a node or an entry is gone
        return False
    return merkle.proves_consistency(
        seen.size, size, proof, old_root=seen.root, new_root=bytes(today.root)
    )


def enclosed(raw: bytes) -> dict[str, bytes]:
    """Return the files inside one of our papers by name; raises PdfError or KeyError when it is none."""
    reader = PdfFileReader(BytesIO(raw))
    names = list(reader.root["/Names"]["/EmbeddedFiles"]["/Names"])
    specifications = [entry.get_object() for entry in names[1::2]]
    return {str(entry["/UF"]): entry["/EF"]["/F"].get_object().data for entry in specifications}
