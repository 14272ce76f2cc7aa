"""Files that people bring: read at once or by a worker, shown before anything is taken, forgotten soon.

`jobs` are the verbs and the only writer of the tables; `previews` what a page shows of one.
"""
