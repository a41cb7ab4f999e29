"""Reception: arrivals, missed appointments and outcomes; as acts and reads of the desk."""
