#!/bin/sh
# Everything that can be said about the code without running it; says all of it before it fails.
set -eu
cd "$(dirname "$0")/.."
# mypy's Django plugin reads the settings; nothing is connected to.
export SECRET_KEY=lint DATABASE_URL=postgresql://lint@127.0.0.1:1/lint
export CELERY_BROKER_URL=redis://127.0.0.1:1/0 EMAIL_URL=smtp://127.0.0.1:1
export VAR_DIR=/nonexistent
failed=

# check NAME ARGUMENTS...: runs the tool, shows its output only when it complains.
check() {
    name=$1
    shift
    printf '%s' "$name … "
    if output=$(.venv/bin/python "$@" 2>&1); then
        echo fine
    else
        printf 'not fine\n%s\n' "$output"
        failed="$failed $name"
    fi
}

check ruff -m ruff check .
check format -m ruff format --check .
check mypy -m mypy
check imports -c 'from importlinter.cli import lint_imports_command as lint; lint()'
check templates -m djlint --quiet --lint templates
if [ -n "$failed" ]; then
    echo "Not clean:$failed"
    exit 1
fi
