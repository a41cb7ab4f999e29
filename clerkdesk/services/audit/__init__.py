"""Reading the audit, and holding the database against it."""
