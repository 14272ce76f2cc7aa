"""What strangers find in the registry: lists with filters, the serial look-up, the log entry by entry."""
