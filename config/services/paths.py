"""Where the embedded services keep their files, and as whom they run."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ROOT_HOME = Path("/var/lib/zhonghe")
SERVICE_USER = "zhonghe"


class ServiceError(Exception):
    """A part could not be prepared or started; the message says what to do about it."""


@dataclass(frozen=True)
class ServiceUser:
    """The unprivileged account that PostgreSQL and Valkey run as."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """Say whether this process is root, whom PostgreSQL refuses to run as."""
    return os.geteuid() == 0


def private_home(base_dir: Path = BASE_DIR) -> Path:
    """Return root's folder for this clone; a clone elsewhere has another."""
    digest = hashlib.sha256(str(base_dir).encode()).hexdigest()[:12]
    return ROOT_HOME / digest


def default_var_dir(base_dir: Path = BASE_DIR) -> Path:
    """Return where data lives when VAR_DIR does not say.

    Root's data cannot lie in the clone: below a private home folder the unprivileged database
    server could not reach it, and we change no folder's mode.
    """
    return private_home(base_dir) if is_root() else base_dir / "var"


def var_dir() -> Path:
    """Return the folder of all data, by the environment's VAR_DIR or the default."""
    configured = os.environ.get("VAR_DIR")
    return Path(configured).resolve() if configured else default_var_dir()


@lru_cache(maxsize=1)
def service_user() -> ServiceUser | None:
    """Return whom PostgreSQL and Valkey run as, or None for the invoking user.

    Only root needs one: a system account of our own, else ``nobody``.
    """
    if not is_root():
        return None
    if not _account_exists(SERVICE_USER):
        _add_account()
    name = SERVICE_USER if _account_exists(SERVICE_USER) else "nobody"
    entry = pwd.getpwnam(name)
    return ServiceUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def _account_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _add_account() -> None:
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    if not Path(useradd).exists():
        return
    command = [useradd, "--system", "--no-create-home", "--home-dir", str(ROOT_HOME)]
    command += ["--shell", "/usr/sbin/nologin", SERVICE_USER]
    subprocess.run(command, check=False, capture_output=True)


def make_service_dir(path: Path) -> Path:
    """Create a folder that only the service's account may read, and return it.

    Raises ServiceError when that account could not reach it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    user = service_user()
    if user is not None:
        hand_over(path)
        _require_reachable(path, user)
    return path


def hand_over(path: Path) -> None:
    """Give a file or folder to the services' account; nothing to do when that is ours."""
    user = service_user()
    if user is not None:
        os.chown(path, user.uid, user.gid)


def _require_reachable(path: Path, user: ServiceUser) -> None:
    for parent in path.parents:
        status = parent.stat()
        mine = status.st_uid == user.uid and status.st_mode & 0o100
        ours = status.st_gid == user.gid and status.st_mode & 0o010
        if not (mine or ours or status.st_mode & 0o001):
            raise ServiceError(
                f"{parent} is closed to the account '{user.name}', which PostgreSQL runs as. "
                "Set VAR_DIR to a folder that other accounts can enter."
            )


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that only its owner can read, in one step (mode 600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    draft.replace(path)
