"""How fast and how small, always as a ratio to a limit or a peer measured in the same run."""
