"""How buyers find reductions: search that reads Chinese, facets with counts, comparison, the course of prices."""
