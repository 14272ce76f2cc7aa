"""The evidence of a list: one file, or a ZIP with one file per row, opened with suspicion. Pure."""

import io
import zipfile
from pathlib import PurePosixPath

LARGEST = 60 * 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_WHOLE = 200 * 1024 * 1024
MOST_FILES = 500
_STEP = 64 * 1024


class ArchiveError(ValueError):
    """The archive is not taken; ``code``: size, unreadable, files, name, double."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


def open_files(content: bytes, *, name: str) -> dict[str, bytes]:
    """Return the files by their name: of a ZIP its members (no folders in names), else the one file itself.

    Raises ArchiveError. Sizes are counted while unpacking, whatever the archive says of itself.
    """
    if not content:
        return {}
    if len(content) > LARGEST:
        raise ArchiveError("size")
    if not name.lower().endswith(".zip"):
        return {name: content}
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ArchiveError("unreadable") from error
    if len(members) > MOST_FILES:
        raise ArchiveError("files", str(MOST_FILES))
    return _unpacked(archive, members)


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = LARGEST_WHOLE
    for member in members:
        name = _name(member)
        if name in files:
            raise ArchiveError("double", name)
        files[name] = _read(archive, member, min(left, LARGEST_FILE))
        left -= len(files[name])
    return files


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's bare name, Chinese ones from Windows included; a way out of the folder is refused."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or len(path.name) > 200:
        raise ArchiveError("name", name[:80])
    return path.name


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    parts, size = [], 0
    try:
        with archive.open(member) as file:
            while part := file.read(_STEP):
                size += len(part)
                if size > most:
                    raise ArchiveError("size", member.filename[:80])
                parts.append(part)
    except ArchiveError:
        raise
    except Exception as error:  # a hostile archive may make the reader raise anything
        raise ArchiveError("unreadable", member.filename[:80]) from error
    return b"".join(parts)
