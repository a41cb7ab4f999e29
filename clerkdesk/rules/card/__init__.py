"""The card of a patient: its rows, and the lines about other journeys; as pure rules."""
