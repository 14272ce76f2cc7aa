"""Open data: every public fact of the ledger as files, made nightly from one snapshot, with a dictionary."""
