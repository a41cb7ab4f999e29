"""The card of a patient: everything that stands open, on one screen; as acts and reads of the desk."""
