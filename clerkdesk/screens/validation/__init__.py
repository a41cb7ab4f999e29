"""The validation screen, F5: what is due with the checks that fire, and further lists that nobody may forget.

`screen` has the keys, `listing` the list, `view_counts` the line of views, `row_acts` what is done to a row. `rows`
says what a view and its rows are; `due`, `findings`, `referrals`, `follow_ups`, `outcomes` and `waits` are the `views`;
`why` is the sheet of `w`, `vet_bar` the bar of grading. The validation bar is among the acts.
"""

from clerkdesk.screens.validation.screen import ValidationScreen

__all__ = ["ValidationScreen"]
