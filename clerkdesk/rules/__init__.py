"""The rules of the trade as pure functions: callers pass the clock in, and nothing is read or written."""
