"""Options that several commands share, and the options that answer a service's question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clerkdesk.rules.acts.deciders import OTHER_SPECIALTY
from clerkdesk.rules.booking.cancellation import MADE_BEFORE
from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.rules.cancer.milestones import DECIDED_SINCE, FAR_AHEAD, UNUSUAL, WHICH_TREATMENT, WHY_EARLIEST
from clerkdesk.rules.deaths.answers import ALIVE_AFTER
from clerkdesk.rules.duplicates.second_pathways import CAME_BACK, DUPLICATE_REFERRAL, SECOND_PATHWAY, WHICH_GOES_ON
from clerkdesk.rules.pathways.start_days import LONG_AGO
from clerkdesk.rules.patients.fields import ANOTHER_PERSON, NUMBER_STANDS, SAID_TWO_PEOPLE
from clerkdesk.rules.patients.homes import HALF_A_HOME
from clerkdesk.rules.reception.did_not_attend import ASK_CLINICIAN, WHAT_SHOWS_IT
from clerkdesk.rules.reception.next_needs import YEARS_AHEAD
from clerkdesk.rules.reception.outcomes import RECEIVER, TREATED
from clerkdesk.rules.referrals.referral_start import SENDERS_START
from clerkdesk.rules.referrals.regrading import AGREED_WITH
from clerkdesk.rules.referrals.stated_priority import STATED_PRIORITY
from clerkdesk.rules.rtt.start_moves import START_REASON, START_SOURCE

OtherSpecialty = Annotated[
    bool, typer.Option("--other-specialty", help="The clinician of another specialty meant this patient.")
]

SameCondition = Annotated[
    bool | None,
    typer.Option("--same-condition/--other-condition", help="Whether it is the same condition as on the open pathway."),
]

LongAgo = Annotated[bool, typer.Option("--long-ago", help="Confirm that the wait began years ago.")]

PastTarget = Annotated[str, typer.Option(help="Why not an earlier free slot, if the slot is past a date to meet.")]

ANSWERED_BY: Mapping[str, str] = {
    OTHER_SPECIALTY: "--other-specialty",
    AGREED_WITH: "--agreed-with",
    SECOND_PATHWAY: "--other-condition",
    DUPLICATE_REFERRAL: "--another",
    CAME_BACK: "--came-back",
    WHICH_GOES_ON: "--duplicate-of",
    LONG_AGO: "--long-ago",
    SENDERS_START: "--start-unknown",
    STATED_PRIORITY: "--priority-said-by",
    START_SOURCE: "--source",
    START_REASON: "--note",
    WHICH_TREATMENT: "--further",
    UNUSUAL: "--because",
    WHY_EARLIEST: "--why-earliest",
    FAR_AHEAD: "--far-ahead",
    DECIDED_SINCE: "--decided-since",
    ALIVE_AFTER: "--because",
    SAID_TWO_PEOPLE: "--one-person",
    ANOTHER_PERSON: "--same-person",
    NUMBER_STANDS: "--same-person",
    HALF_A_HOME: "--same-home",
    TREATED: "--treated",
    MADE_BEFORE: "--on",
    RECEIVER: "--passed-to",
    ASK_CLINICIAN: "--clinician-asked",
    WHAT_SHOWS_IT: "--told-by",
    PAST_TARGET: "--past-target",
    YEARS_AHEAD: "--years-ahead",
}
"""Code of a refusal -> the option that answers it; the failure names the option."""

OneSpecialty = Annotated[str | None, typer.Argument(help="Code or name; every specialty if left out.")]
"""The specialty of a list."""
