"""Which Python a bare machine's bootstrap takes, and which system packages it misses."""

import os
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MISSING = runpy.run_path(str(ROOT / "scripts" / "missing_libraries.py"))

PYENV_SHIM = """#!/bin/sh
echo "pyenv: python3.14: command not found" >&2
exit 127
"""


def fake_python(version: str) -> str:
    """Return a script that answers bootstrap's two questions as that Python would."""
    return f"#!/bin/sh\ncase $2 in *ensurepip*) exit 0 ;; *) echo {version} ;; esac\n"


def chosen_python(folder: Path, *, home: Path) -> str:
    environment = {"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(home)}
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "bootstrap.sh"), "python"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def put(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    path.chmod(0o755)
    return path


def test_the_newest_python_is_taken(tmp_path: Path) -> None:
    put(tmp_path / "bin" / "python3.12", fake_python("312"))
    newest = put(tmp_path / "bin" / "python3.13", fake_python("313"))
    assert chosen_python(tmp_path / "bin", home=tmp_path) == str(newest)


def test_a_pyenv_shim_without_a_version_behind_it_is_no_python(tmp_path: Path) -> None:
    put(tmp_path / "bin" / "python3.14", PYENV_SHIM)
    working = put(tmp_path / "bin" / "python3.13", fake_python("313"))
    assert chosen_python(tmp_path / "bin", home=tmp_path) == str(working)


def test_pyenvs_own_versions_are_looked_into(tmp_path: Path) -> None:
    put(tmp_path / "bin" / "python3.14", PYENV_SHIM)
    versions = tmp_path / ".pyenv" / "versions"
    put(versions / "3.10.13" / "bin" / "python3", "#!/bin/sh\n")
    kept = put(versions / "3.14.1" / "bin" / "python3", fake_python("314"))
    assert chosen_python(tmp_path / "bin", home=tmp_path) == str(kept)


def test_a_python_newer_than_the_locks_know_is_the_last_choice(tmp_path: Path) -> None:
    known = put(tmp_path / "bin" / "python3.14", fake_python("314"))
    put(tmp_path / "bin" / "python3", fake_python("315"))
    assert chosen_python(tmp_path / "bin", home=tmp_path) == str(known)


def test_a_missing_program_is_named_by_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "poppler-utils" in MISSING["missing"]("test")
    assert "poppler-utils" not in MISSING["missing"]("run")


@pytest.mark.skipif(os.environ.get("CI") is None, reason="a developer may lack what CI must have")
def test_ci_lacks_nothing() -> None:
    assert MISSING["missing"]("test") == []
