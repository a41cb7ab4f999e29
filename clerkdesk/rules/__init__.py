"""The rules of the trade as pure functions: the clock is passed in, nothing is read or written."""
