"""Values that every rule is made of: dates, numbers, priorities, codes and texts."""
