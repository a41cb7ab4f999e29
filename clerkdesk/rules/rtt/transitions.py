"""Judges the sequence of RTT status codes (RULES 1.8): marked rows refuse, all others only warn.

National sources define codes and not transitions, so a warning never changes a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clerkdesk.rules.values.clocks import RttStatus

RTT_CODES = frozenset(RttStatus)
"""REFERRAL TO TREATMENT PERIOD STATUS of the NHS Data Dictionary."""

STOP_CODES = frozenset(
    {
        RttStatus.TREATED,
        RttStatus.MONITORED_BY_PATIENT,
        RttStatus.MONITORED_BY_CLINICIAN,
        RttStatus.FIRST_MISSED,
        RttStatus.NOT_TREATED,
        RttStatus.DECLINED,
        RttStatus.DIED,
    }
)
MONITORED_BY_PATIENT, MONITORED_BY_CLINICIAN = RttStatus.MONITORED_BY_PATIENT, RttStatus.MONITORED_BY_CLINICIAN
"""Active monitoring at the patient's own initiative, and at the clinician's (R-160)."""
MONITORING_CODES = frozenset({MONITORED_BY_PATIENT, MONITORED_BY_CLINICIAN})
ADMINISTRATIVE_CODES = STOP_CODES - {RttStatus.FIRST_MISSED}
"""Codes allowed on an event outside an appointment (R-124)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a code may follow: `follows`, `warned` (accepted, and somebody should look), `refused`."""

    answer: Literal["follows", "warned", "refused"]
    reason: str = ""
    """What is wrong and what would be right, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class _Row:
    may_follow: frozenset[str]
    refused: frozenset[str]
    reason: str
    """Sentences for codes that may not follow."""


def _row(may_follow: str, refused: str, reason: str) -> _Row:
    return _Row(frozenset(may_follow.split()), frozenset(refused.split()), reason)


_RUNNING = _row(
    "20 21 30 31 32 33 34 35 36 99", "", "the clock is running; 20 continues it and 30 to 36 stop it"
)  # fmt: skip
_DECLINED = _row(
    "10 11 12 90 98", "20 30", "the clock has stopped; record a re-referral or a new decision to treat (11) first"
)
_MONITORED = _row(
    "91 11", "20 30", "the patient is on active monitoring; record the decision to treat (11) first, or 91"
)
_ALL = " ".join(sorted(RTT_CODES))
_ALL_BUT_10 = " ".join(sorted(RTT_CODES - {RttStatus.FIRST_ACTIVITY}))

_TABLE: Mapping[str | None, _Row] = {
    None: _row(
        "10 12 20 21 30 31 32 33 34 35 36 92 98 99",
        "",
        "nothing came before it on this pathway: no treatment, monitoring or closed period",
    ),
    RttStatus.BEFORE_REFERRAL: _row("10 92", "", "the patient has not been referred yet; the referral comes first"),
    RttStatus.FIRST_ACTIVITY: _RUNNING,
    RttStatus.AFTER_MONITORING: _RUNNING,
    RttStatus.NEW_CONDITION: _RUNNING,
    RttStatus.GOES_ON: _RUNNING,
    RttStatus.NOT_KNOWN: _RUNNING,
    RttStatus.PASSED_ON: _row(
        "20 30 31 32 33 34 35 36", "", "another provider has the patient; 20 brings the patient back"
    ),
    RttStatus.TREATED: _row("90 11 12 98", "", "treatment has begun; use 90, or 11 for a new treatment"),
    RttStatus.MONITORED_BY_PATIENT: _MONITORED,
    RttStatus.MONITORED_BY_CLINICIAN: _MONITORED,
    RttStatus.FIRST_MISSED: _row(
        RttStatus.FIRST_ACTIVITY,
        _ALL_BUT_10,
        "the wait was taken out of the count; record when the patient got in touch first",
    ),
    RttStatus.NOT_TREATED: _DECLINED,
    RttStatus.DECLINED: _DECLINED,
    RttStatus.DIED: _row("", _ALL, "the patient has died; cancel what is still booked"),
    RttStatus.AFTER_TREATMENT: _row("90 11 12 98", "", "treatment has begun; use 90, or 11 for a new treatment"),
    RttStatus.DURING_MONITORING: _row(
        "91 11", "", "the patient is on active monitoring; record the decision to treat (11) first"
    ),
    RttStatus.NOT_APPLICABLE: _row("98 10", "", "RTT does not apply to this service; correct the service first"),
}


def judge(last: RttStatus | None, code: RttStatus, *, attended: bool, closed_before: bool) -> Verdict:
    """Return whether a code may follow the last one of the period.

    Args:
        last: The last code in this period; None if there is only the referral.
        code: The code recorded next.
        attended: Whether anything has been attended in this period: then 33 is refused, and a second 10 is odd.
        closed_before: Whether the pathway has an earlier period: then 11 may open the next.
    """
    row = _TABLE[last]
    if code == RttStatus.FIRST_MISSED and attended and row is _RUNNING:
        return Verdict("refused", "something was attended already, so this was not the first appointment; use 20")
    if code == RttStatus.AFTER_MONITORING and last is None and closed_before:
        return Verdict("follows")
    if code in row.may_follow:
        return Verdict("follows")
    return Verdict("refused" if code in row.refused else "warned", row.reason)
