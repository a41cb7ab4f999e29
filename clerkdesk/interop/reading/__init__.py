"""What reading any file needs: records, digests, dates and JSON."""
