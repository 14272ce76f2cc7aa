"""What ``make run`` prints when the site is up: where it is, and whom one may be."""

import tomllib

from config.services.parts import Run
from config.services.paths import BASE_DIR

_PEOPLE = BASE_DIR / "demo" / "content" / "people.toml"


def banner(run: Run, *, seconds: float) -> str:
    """Return the address, the demo's accounts and where data and logs are."""
    lines = ["", f"Zhonghe 中和 is running (after {seconds:.0f} s):  {run.address}/", ""]
    if run.is_demo:
        lines += [*_accounts(), ""]
        lines += [f"  Payments, mail and the staff's codes:  {run.address}/sandbox/"]
    lines += [
        f"  Data and logs:  {run.folder}",
        "  Ctrl-C ends it; the next start finds its data.",
        "",
    ]
    return "\n".join(lines)


def _accounts() -> list[str]:
    """Return one line per kind of demo account, from the demo's own list of people."""
    people = tomllib.loads(_PEOPLE.read_text(encoding="utf-8"))
    staff = [row["email"] for row in people["staff"]]
    members = [(m["email"], o["name_en"]) for o in people["organization"] for m in o["members"]]
    members += [(row["email"], "for herself") for row in people["person"]]
    width = max(len(email) for email in [*staff, *(email for email, _ in members)])
    return [
        f"  Demo accounts (password of all: {people['password']})",
        *(f"    {email:{width}}  {organization}" for email, organization in members),
        *(f"    {email:{width}}  staff, with a six-digit code" for email in staff),
    ]
