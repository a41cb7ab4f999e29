"""The waiting list in figures, for those who answer for it: a chart of the waits, and its parts beside each other.

`screen` has the keys, `rows` the words and numbers. What is counted, and how, is decided by the rules.
"""

from clerkdesk.screens.report.screen import ReportScreen

__all__ = ["ReportScreen"]
