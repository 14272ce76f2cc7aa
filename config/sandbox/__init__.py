"""Stand-ins for the outside world: a payment provider and a mail server for demo and tests."""
