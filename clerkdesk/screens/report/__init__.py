"""The waiting list in figures, for those who answer for it: a chart of the waits, and the parts of the list.

`screen` has the keys, `rows` the words and numbers. The rules do the counting.
"""

from clerkdesk.screens.report.screen import ReportScreen

__all__ = ["ReportScreen"]
