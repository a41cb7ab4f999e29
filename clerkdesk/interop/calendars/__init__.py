"""Files for the patient's own calendar (RFC 5545)."""
