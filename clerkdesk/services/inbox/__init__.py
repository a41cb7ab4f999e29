"""The inbox: messages, tasks, escalations and the handover; as acts and reads of the desk."""
