"""A mail server that keeps everything and sends nothing, with a page to read it.

Run it with ``python -m config.sandbox.mail --smtp-port N --http-port M --dir DIR``.
"""
