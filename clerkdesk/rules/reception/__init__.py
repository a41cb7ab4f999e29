"""Reception: arrivals, missed appointments and outcomes; as pure rules."""
