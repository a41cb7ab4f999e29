"""Clinical reviews: their grounds, their decisions, and who is told; as pure rules."""
