"""What a page shows of a file before anything is taken, and how it is taken into a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from footprint import queries, sets
from footprint.calculation import calculate
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.imports.bad_rows import SHEETS
from footprint.imports.models import ImportJob
from footprint.inputs import ActivityInput, from_data
from footprint.sheets import Sheet, sheet
from footprint.text import Text
from footprint.text import from_data as text_from_data
from footprint.workbook.columns import SHEETS as FACT_SHEETS

SHOWN = 100


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, for the page's table."""

    row: int
    cell: str
    heading: str
    message: Text
    sheet: Text | None = None
    name: Text | None = None
    """What a fact is called; a row's column is told by `heading`."""


@dataclass(frozen=True)
class Preview:
    """A file as its page shows it. `sheet` is what it comes to; `problem` why that can't be said."""

    job: ImportJob
    failure: Text | None = None
    sheet: Sheet | None = None
    problem: Text | None = None
    rows: int = 0
    people: Decimal | None = None
    trips: Decimal | None = None
    dropped: int = 0
    bad_count: int = 0
    listed: int = 0
    problems: tuple[Problem, ...] = ()
    is_here_already: bool = False
    is_whole: bool = False
    counts_twice: bool = False
    takes: int = 0
    wrong_facts: tuple[Problem, ...] = ()

    @property
    def moving(self) -> bool:
        """Whether the page should look again soon."""
        return self.job.state in (ImportJob.State.QUEUED, ImportJob.State.RUNNING)

    @property
    def ready(self) -> bool:
        """Whether there is something to take."""
        return self.job.state == ImportJob.State.DONE and self.takes > 0 and not self.wrong_facts


def preview(job: ImportJob, draft: Draft | None) -> Preview:
    """What is known of a file, computed by the draft's guideline once it has been read."""
    if job.state == ImportJob.State.FAILED:
        return Preview(job, failure=text_from_data((job.error or {})["message"]))
    if job.state != ImportJob.State.DONE:
        return Preview(job)
    result = job.result
    file, bad = result["file"], bad_rows(result)
    entered = activities(job)
    computed, problem = _computed(job, draft, entered)
    problems = [_problem(item, sheet) for row, sheet in bad for item in row["problems"]]
    return Preview(
        job,
        sheet=computed,
        problem=problem,
        rows=file["rows"],
        people=Decimal(file["people"]) if file["people"] else None,
        trips=Decimal(result["trips"]) if result.get("trips") else None,
        dropped=result.get("dropped", 0),
        bad_count=file["error_count"],
        listed=min(len(problems), SHOWN),
        problems=tuple(problems[:SHOWN]),
        is_here_already=draft is not None and is_in(draft, job),
        is_whole=bool(result.get("whole")),
        counts_twice=bool(result.get("counts_twice")),
        takes=len(entered),
        wrong_facts=_wrong_facts(job),
    )


def activities(job: ImportJob) -> list[ActivityInput]:
    """The activities of a file that was read."""
    return [from_data(item) for item in job.result["activities"]]


def bad_rows(result: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Text | None]]:
    """Bad rows of all sheets, the activities first, each with its sheet where there are several."""
    travel = (result.get("travel") or {}).get("bad", [])
    if "trips" in result:
        return [(row, None) for row in result["bad"]]
    return [
        *((row, SHEETS["activities"]) for row in result["bad"]),
        *((row, SHEETS["travel"]) for row in travel),
    ]


def may_be_taken(job: ImportJob) -> bool:
    """Whether a file was read and says nothing impossible of its subject."""
    return job.result is not None and not job.result.get("wrong_facts")


def is_in(draft: Draft, job: ImportJob) -> bool:
    """Whether this very file is in the draft already."""
    return any(file.get("sha256") == job.sha256 for file in draft.files)


def taken(draft: Draft, job: ImportJob, *, whole: bool = False) -> Draft:
    """The draft with a file added; `whole` puts a workbook in the place of all amounts."""
    file = job.result["file"]
    if whole:
        return draft.with_inventory(activities(job), file)
    if job.purpose == ImportJob.Purpose.TRAVEL:
        return draft.with_import(activities(job), file)
    return draft.with_more(activities(job), file)


def _computed(
    job: ImportJob, draft: Draft | None, entered: list[ActivityInput]
) -> tuple[Sheet | None, Text | None]:
    probe = draft or Draft(job.form, region=job.result.get("basics", {}).get("region", "CN-GD"))
    try:
        result = calculate(probe.guideline, sets.load(), entered, region=probe.region)
    except CalculationError as error:
        return None, error.message
    return sheet(queries.preview(result)), None


def _problem(item: Mapping[str, Any], sheet: Text | None) -> Problem:
    heading = item["heading"] or item["column"]
    return Problem(item["row"], item["cell"], heading, text_from_data(item["message"]), sheet)


def _wrong_facts(job: ImportJob) -> tuple[Problem, ...]:
    sheet = Text(*FACT_SHEETS[job.form]) if job.form in FACT_SHEETS else None
    return tuple(
        Problem(
            0,
            item["cell"],
            "",
            text_from_data(item["message"]),
            sheet,
            text_from_data(item["name"]),
        )
        for item in job.result.get("wrong_facts", ())
    )
