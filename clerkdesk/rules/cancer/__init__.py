"""Cancer waiting times: the dates, the milestones, and their corrections; as pure rules."""
