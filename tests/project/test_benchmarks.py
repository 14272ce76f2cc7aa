"""The logic in the benchmarks: turns, ratios, charts, the report, and the builder's ledger."""

from xml.etree import ElementTree

import pytest

from benchmarks import charts, leaves, report, rounds
from marketplace import canonical
from marketplace.registry.checker import check


def test_rounds_take_turns_and_are_compared_with_themselves():
    done = []
    found = rounds.interleaved(3, lambda: done.append("a") or 1.0, lambda: done.append("b") or 2.0)
    assert "".join(done) == "abbaab"
    assert found == [(1.0, 2.0)] * 3
    assert rounds.ratios([(1, 2), (3, 4), (1, 1)]) == rounds.Spread(0.75, 0.5, 1.0)


def test_the_percentile_is_a_measured_value():
    values = list(range(1, 101))
    assert rounds.percentile(values, 99) == 99
    assert rounds.percentile([5.0], 99) == 5.0
    with pytest.raises(ValueError, match="nothing"):
        rounds.percentile([], 99)


def test_a_chart_is_sound_svg_with_every_point():
    svg = ElementTree.fromstring(charts.growth("A < B", "ms", [(10, 1.0), (1000, 2.0), (100, 1.5)]))
    assert len([each for each in svg.iter() if each.tag.endswith("circle")]) == 3
    with pytest.raises(ValueError, match="two points"):
        charts.growth("x", "", [(1, 1)])


def test_the_report_fills_its_places_and_no_others():
    page = f"a\n{report.BEGIN.format('log')}\nold\n{report.END}\nb"
    assert report.filled(page, "log", "new\n") == page.replace("old", "new")
    assert report.filled(page, "other", "new") == page


def test_the_made_up_leaves_replay():
    ledger = check.Ledger()
    ledger.read(canonical.dumps(record) for record in leaves.records(1_100))
    assert ledger.retired == 7 * 200


@pytest.mark.django_db
def test_a_bulk_story_is_made_of_rows_that_fit_their_leaves():
    from benchmarks.bulk import TABLES, Numbers, Story
    from marketplace import clock
    from marketplace.registry.models import LogLeaf, SerialBlock

    story = Story(Numbers({f"registry_{name}": 100 for name in TABLES}), clock.now())
    rows = [row for number in range(60) for row in story.rows(number)]
    assert sum(isinstance(row, LogLeaf) for row in rows) == 60 * 7 - 2 * 2
    blocks = [row for row in rows if isinstance(row, SerialBlock)]
    assert sum(block.last - block.first + 1 for block in blocks) == sum(story.taken.values())
