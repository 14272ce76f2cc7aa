"""What no single app can promise: deployable settings, whole migrations, clean locks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]

PRODUCTION = {
    "SECRET_KEY": "k9" * 30 + "-of-production",
    "DATABASE_URL": "postgresql://app@db.example/zhonghe",
    "DATABASE_OWNER_URL": "postgresql://owner@db.example/zhonghe",
    "CELERY_BROKER_URL": "redis://broker.example/0",
    "EMAIL_URL": "smtp://mail.example:25",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "ALLOWED_HOSTS": "zhonghe.example",
    "SITE_URL": "https://zhonghe.example",
}


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_production_settings_pass_the_deployment_check_without_a_word(tmp_path: Path) -> None:
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        environment=PRODUCTION | {"VAR_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [("STRIPE_SECRET_KEY", "sk_live_x"), ("DATABASE_URL", "postgresql://app@db.example/zhonghe")],
)
def test_a_demo_refuses_real_money_and_a_remote_database(
    tmp_path: Path, name: str, value: str
) -> None:
    local = PRODUCTION | {
        "VAR_DIR": str(tmp_path),
        "ZHONGHE_DEMO": "1",
        "STRIPE_SECRET_KEY": "sk_test_x",
        "DATABASE_URL": "postgresql://app@127.0.0.1/zhonghe",
    }
    done = manage("check", environment=local | {name: value})
    assert done.returncode != 0
    assert "ZHONGHE_DEMO refuses" in done.stderr


@pytest.mark.django_db
def test_the_migrations_hold_every_change_of_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry(name: str) -> None:
    assert not re.search(r"://|--index-url|--find-links", (ROOT / name).read_text())


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
    assert len(blocks) > 50
    assert [block.split(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_development_lock_has_the_same_versions() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+==[^ \n]+)", (ROOT / name).read_text(), re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")
