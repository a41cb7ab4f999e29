"""Clinical reviews: their grounds, their decisions, and who is told; as acts and reads of the desk."""
