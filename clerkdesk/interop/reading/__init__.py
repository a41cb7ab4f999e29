"""The shared parts of reading any file: records, digests, dates and JSON."""
