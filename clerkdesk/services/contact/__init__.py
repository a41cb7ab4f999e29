"""Contact with patients: calls, attempts, and what stops them; as acts and reads of the desk."""
