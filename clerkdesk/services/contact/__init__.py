"""Contact with patients: calls, attempts, and obstacles to them; as acts and reads of the desk."""
