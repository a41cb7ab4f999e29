"""The card of a patient, with everything open, on one screen; as acts and reads of the desk."""
