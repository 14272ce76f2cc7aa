from look.cards import label_cells

TABLE = """<thead><tr><th>Project</th><th class="n">Left &amp; <b>right</b></th></tr></thead>
<tbody><tr><td><a href="?a=1&amp;b=2">Metro</a></td><td class="n">12<br/>13</td></tr></tbody>"""


def test_every_cell_is_named_after_its_column():
    labelled = label_cells(TABLE)
    assert '<td data-label="Project"><a href="?a=1&amp;b=2">Metro</a></td>' in labelled
    assert (
        '<td class="n" data-label="Left &amp;amp; right">' in labelled
        or 'data-label="Left &amp; right"' in labelled
    )


def test_heads_get_their_scope():
    labelled = label_cells(TABLE + "<tbody><tr><th>Sum</th><td>1</td></tr></tbody>")
    assert '<th scope="col">Project</th>' in labelled
    assert '<th scope="row" data-label="Project">Sum</th>' in labelled


def test_a_cell_over_several_columns_has_no_single_name():
    labelled = label_cells(
        "<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td colspan=2>none</td></tr></tbody>"
    )
    assert "data-label" not in labelled


def test_what_the_template_wrote_itself_stands():
    labelled = label_cells(
        '<thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td data-label="Mine">1</td></tr>'
    )
    assert labelled.count("scope") == 1
    assert 'data-label="Mine"' in labelled
    assert 'data-label="A"' not in labelled


def test_everything_else_is_copied():
    markup = "<tbody><tr><td>1 &lt; 2 &#8212; <svg viewBox='0 0 1 1'><path d='M0 0'/></svg><!-- x --></td></tr></tbody>"
    assert label_cells(markup) == markup
