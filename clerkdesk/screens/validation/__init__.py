"""The validation screen, F5: the entries that are due with the checks that fire, and further lists.

`screen` has the keys, `listing` the list, `view_counts` the line of views, `row_acts` the acts on a row. `rows` defines
views and their rows; `due`, `findings`, `referrals`, `follow_ups`, `outcomes` and `waits` are the `views`; `why` is the
sheet of `w`, `vet_bar` the bar of grading. The validation bar is in `screens/acts`.
"""

from clerkdesk.screens.validation.screen import ValidationScreen

__all__ = ["ValidationScreen"]
