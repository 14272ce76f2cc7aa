"""Lists of issued blocks on their way into custody: a file, a preview row by row, requests for what is correct.

``sheet`` reads the CSV and writes it again with reasons, ``archive`` opens the evidence, ``rows`` says what is wrong
with a row (all three pure), ``importing`` has the verbs.
"""
