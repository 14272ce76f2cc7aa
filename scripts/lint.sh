#!/bin/sh
# Everything that can be said about the code without running it.
set -eu
cd "$(dirname "$0")/.."
# mypy's Django plugin reads the settings; nothing is connected to.
export SECRET_KEY=lint DATABASE_URL=postgresql://lint@127.0.0.1:1/lint
export CELERY_BROKER_URL=redis://127.0.0.1:1/0 EMAIL_URL=smtp://127.0.0.1:1
export VAR_DIR=/nonexistent

check() {
    printf '%s\n' "— $*"
    .venv/bin/python -m "$@"
}

check ruff check .
check ruff format --check .
check mypy
printf '%s\n' "— import-linter"
.venv/bin/python -c 'from importlinter.cli import lint_imports_command as lint; lint()'
check djlint --quiet --lint templates
