"""Values that all rules share: dates, numbers, priorities, codes and texts."""
