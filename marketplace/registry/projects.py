"""Projects come into the registry and change here alone; who decides that is the caller's to know.

``code``, scheme and owner are fixed when a project is registered: batches, serials and the log name them.
"""

from dataclasses import dataclass, fields

from django.db import transaction

from accounts.models import Party
from marketplace import visible
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import MethodologyVersion, Project, Scheme


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the registry says of a project and may say anew later; ``in_aid_area`` None leaves what it says now."""

    name_zh: str
    name_en: str
    kind: str
    methodology_version: MethodologyVersion
    district: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    who_zh: str = ""
    who_en: str = ""
    participants: int | None = None
    takes_part: str = ""
    in_aid_area: bool | None = None
    co_benefits_zh: str = ""
    co_benefits_en: str = ""

    def columns(self) -> dict[str, object]:
        """Return the facts by the names of the project's columns."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.in_aid_area is None:
            del said["in_aid_area"]
        return said

    def texts(self) -> list[str]:
        """Return what is read as written: names and descriptions."""
        return [said for said in self.columns().values() if isinstance(said, str)]


@transaction.atomic
def register(
    facts: Facts, *, owner: Party, scheme: Scheme, code: str = "", is_demo: bool = False
) -> Project:
    """Register a project for its owner and return it; without a code it gets the scheme's next number.

    Raises LedgerError ``invalid_state`` for a methodology that is not filed; MarketError ``invalid_request`` for texts
    with unseen characters.
    """
    _check(facts)
    visible.check(facts.texts())
    return Project.objects.create(
        code=code or _next_code(scheme),
        owner=owner,
        scheme=scheme,
        is_demo=is_demo,
        **facts.columns(),
    )


@transaction.atomic
def change(project: Project, facts: Facts) -> Project:
    """Say a project's facts anew and return it; code, scheme and owner stay.

    Raises LedgerError ``invalid_state`` for another methodology that is not filed.
    """
    if facts.methodology_version.pk != project.methodology_version_id:
        _check(facts)
    visible.check(facts.texts())
    Project.objects.filter(pk=project.pk).update(**facts.columns())
    project.refresh_from_db()
    return project


def _check(facts: Facts) -> None:
    if facts.methodology_version.status != MethodologyVersion.Status.FILED:
        raise LedgerError("invalid_state")


def _next_code(scheme: Scheme) -> str:
    """Return the scheme's next free code, such as ``sz-phcer-0012``."""
    # The scheme's row serializes two registrars who accept at the same moment.
    Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    taken = set(
        Project.objects.filter(code__startswith=f"{scheme.code}-").values_list("code", flat=True)
    )
    number = len(taken) + 1
    while f"{scheme.code}-{number:04d}" in taken:
        number += 1
    return f"{scheme.code}-{number:04d}"
