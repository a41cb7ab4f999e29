"""Whether waiting lists will meet their standards, and what would have them meet them; as pure rules."""
