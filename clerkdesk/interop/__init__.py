"""Readers and writers of other systems' formats: frozen records in and out, no database, no screen."""
