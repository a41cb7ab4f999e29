"""Contact with patients: calls, attempts, and what stops them; as pure rules."""
