"""Tables that become cards on a phone: names every cell after its column, in markup that a template has rendered.

A narrow screen stacks the cells and prints ``data-label`` before each (``static/css/components.css``).
"""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

CELLS: Final = ("td", "th")


class CellLabeller(HTMLParser):
    """Copies markup through, adding ``scope`` to heads and ``data-label`` to body cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.heads: list[str] = []
        self.column = 0
        self.part = ""
        self.in_head_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        if tag in ("thead", "tbody", "tfoot"):
            self.part = tag
        elif tag == "tr":
            self.column = 0
        elif tag in CELLS:
            text = self.name_cell(tag, text, dict(attrs))
        self.out.append(text)

    def name_cell(self, tag: str, text: str, attrs: dict[str, str | None]) -> str:
        span = int(attrs.get("colspan") or 1)
        extra = ""
        if self.part == "thead":
            self.heads.extend([""] * span)
            self.in_head_cell = True
            extra = "" if tag != "th" or "scope" in attrs else ' scope="col"'
        else:
            if tag == "th" and "scope" not in attrs:
                extra = ' scope="row"'
            label = (
                " ".join(self.heads[self.column].split()) if self.column < len(self.heads) else ""
            )
            if label and span == 1 and "data-label" not in attrs:
                extra += f' data-label="{escape(label)}"'
        self.column += span
        return re.sub(r"\s*/?>$", f"{extra}>", text)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS:
            self.in_head_cell = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.in_head_cell:
            self.heads[-1] += data
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")


def label_cells(markup: str) -> str:
    """The table's inside (``<thead>``, ``<tbody>``) with every cell named after its column's head."""
    labeller = CellLabeller()
    labeller.feed(markup)
    labeller.close()
    return "".join(labeller.out)
