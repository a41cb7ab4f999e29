"""The people who act at the desks: who may change them, and how; as pure rules."""
