"""A person's year from a dozen questions: pure. What is skipped takes a sourced, named average.

`questions.path(answers)` are the cards in their order, `lines` what each answer emits,
`year.result(answers)` the footprint, `year.so_far` the running total, `averages.skip` what skipping a
card means, `changes.find` what to change first and `references.compare` what the parts are measured
against. Answers are plain text by question id: an absent one has not been asked yet, an empty one was
skipped.
"""

from footprint.personal.year import GUIDELINE, result

__all__ = ["GUIDELINE", "result"]
