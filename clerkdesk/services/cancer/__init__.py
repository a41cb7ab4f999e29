"""Cancer waiting times: the dates, the milestones, and their corrections; as acts and reads of the desk."""
