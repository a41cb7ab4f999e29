"""Who did what, with every value before and after, and who looked, for those who may read it (R-801).

`screen` has the keys, `bars` the questions, `rows` the words.
"""

from clerkdesk.screens.audit.screen import AuditScreen

__all__ = ["AuditScreen"]
