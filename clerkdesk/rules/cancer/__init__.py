"""Cancer waiting times: the dates, the milestones, and what corrects them; as pure rules."""
