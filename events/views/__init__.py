"""Pages of events and offices' years: thin, one verb each."""
