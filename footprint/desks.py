"""Where a draft in the making is kept, and the addresses of the pages that work on it.

The public calculators keep it in the visitor's session, the workspace in its own row; the pages for
lines, boundary and distances are the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from footprint import guidelines, keeping, lines
from footprint.drafts import Draft
from footprint.guidelines import Guideline
from look.parts import Crumb


@dataclass(frozen=True)
class Desk:
    """A draft with its keeper; `names` are url names of the four pages, `args` what they all take."""

    draft: Draft
    keep: Callable[[Draft], None]
    names: str
    args: tuple[Any, ...]
    crumbs: Sequence[Crumb] = ()
    own_boundary: str = ""
    """The address of the page that decides the boundary, where it is not the draft's to say."""

    @property
    def guideline(self) -> Guideline:
        """The rules the draft is computed by."""
        return guidelines.load(self.draft.guideline)

    def inventory(self, source_class: str = "") -> str:
        """The inventory, open at a class."""
        anchor = f"#class-{source_class}" if source_class else ""
        return reverse(f"{self.names}_inventory", args=self.args) + anchor

    def new_line(self, source_class: str) -> str:
        """The page that adds a line to a class."""
        return reverse(f"{self.names}_line_new", args=(*self.args, source_class))

    def line(self, line_id: str) -> str:
        """The page of a line."""
        return reverse(f"{self.names}_line", args=(*self.args, line_id))

    def distance(self, journey: str) -> str:
        """The page that measures a journey."""
        return reverse(f"{self.names}_distance", args=self.args) + (
            f"?row={journey}" if journey else ""
        )

    def boundary(self) -> str:
        """The page of the boundary."""
        return self.own_boundary or reverse(f"{self.names}_boundary", args=self.args)


def of_visitor(request: HttpRequest, form: str) -> Desk | None:
    """The visitor's own desk, if the calculation has been begun."""
    draft = keeping.current(request, form)
    if draft is None:
        return None
    return Desk(draft, lambda kept: keeping.keep(request, kept), "footprint:event", ())


def follow(desk: Desk, wanted: str) -> str:
    """Do what a button of the inventory asks, such as `copy:<line>`, and return where to go next.

    The inventory itself has been kept before, so nothing typed is lost.
    """
    verb, _colon, what = wanted.partition(":")
    pages = {"add": desk.new_line, "line": desk.line, "distance": desk.distance}
    if verb in pages:
        return pages[verb](what)
    if verb == "boundary":
        return desk.boundary()
    change = {"copy": lines.copied, "remove": lines.removed}.get(verb)
    found = lines.find(desk.draft.lines, what)
    if change is None or found is None:
        return desk.inventory()
    desk.keep(desk.draft.with_lines(change(desk.draft.lines, what)))
    return desk.inventory(found.get("source_class", ""))
