"""The views of F5, in the order of their digits."""

from __future__ import annotations

from clerkdesk.screens.validation.due import DUE
from clerkdesk.screens.validation.findings import FINDINGS
from clerkdesk.screens.validation.follow_ups import FOLLOW_UPS, INVITATIONS
from clerkdesk.screens.validation.outcomes import MISSING_OUTCOMES
from clerkdesk.screens.validation.referrals import SLOT_ISSUES, TO_VET
from clerkdesk.screens.validation.rows import View
from clerkdesk.screens.validation.waits import WAITS

VIEWS: tuple[View, ...] = (DUE, FINDINGS, SLOT_ISSUES, TO_VET, FOLLOW_UPS, MISSING_OUTCOMES, INVITATIONS, WAITS)
