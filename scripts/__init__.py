"""Programs for those who build clerkdesk. None of them is installed with it."""
