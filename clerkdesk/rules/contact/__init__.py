"""Contact with patients: calls, attempts, and obstacles to them; as pure rules."""
