"""The inbox: messages, tasks, escalations and the handover; as pure rules."""
