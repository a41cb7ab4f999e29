"""The inbox: messages, tasks, escalations and the handover; as frozen rows read from the database."""
