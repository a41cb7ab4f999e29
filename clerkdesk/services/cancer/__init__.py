"""Cancer waiting times: the dates, the milestones, and what corrects them; as acts and reads of the desk."""
