"""A small server that speaks Stripe's wire protocol for what this project uses of it.

Run it with ``python -m config.sandbox.stripe --port N --state DIR``. It holds no money and
accepts no live key. What it copies is described in ``docs/payments.md``.
"""
