"""Words of priority in free text are heard against the priority that was chosen; what denies urgency is not."""

from __future__ import annotations

import pytest

from clerkdesk.rules.referrals.stated_priority import flag_of_stated_priority, judge_stated_priority, priority_in
from clerkdesk.rules.values.priority import Priority

SUSPECTS_CANCER = (
    "2WW", "2ww referral", "2-WW", "2 w w", "2WR", "two week wait", "Two-Week-Rule", "2 weeks wait", "TWO WK WAIT",
    "14 day rule", "TWW", "FDS", "Faster Diagnosis Standard", "28 day standard", "62-day target", "USC", "USCR",
    "urgent suspected cancer", "Urgent suspected melanoma", "urgent suspicion of lymphoma", "suspected cancer",
    "suspected skin cancer", "?cancer", "? Ca breast", "rash ?melanoma", "query malignancy", "to exclude malignancy",
    "rule out bowel cancer", "suspicious lesion, likely carcinoma", "fast track please", "fast-track",
    "colorectal cancer pathway", "NG12 criteria met", "lump; cancer suspected", "suspected léukaemia",
)  # fmt: skip
URGENT = ("urgent", "please see urgently", "URGENT!!", "urg appt", "a.s.a.p. ASAP", "see as soon as possible",
          "please expedite", "high priority", "red flag symptoms", "emergency referral")  # fmt: skip
NEITHER = (
    "", "routine eczema", "not urgent", "non-urgent rash", "non urgent", "no urgent need", "urinary urgency",
    "seen 2 weeks ago", "28 days of antibiotics", "CA125 checked", "breast cancer in 1999, now back pain",
    "two weeks of itching", "fasting bloods", "wants an afternoon",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        *((text, Priority.SUSPECTED_CANCER) for text in SUSPECTS_CANCER),
        *((text, Priority.URGENT) for text in URGENT),
        *((text, None) for text in NEITHER),
    ],
)
def test_words_state_a_priority_or_none(text: str, stated: Priority | None) -> None:
    found = priority_in(["nothing here", text])
    assert (found.priority if found is not None else None) is stated


@pytest.mark.parametrize("chosen", Priority)
def test_only_a_priority_below_the_words_is_asked_about(chosen: Priority) -> None:
    asked = judge_stated_priority(["2WW"], chosen)
    assert (asked is None) is (chosen is Priority.SUSPECTED_CANCER)
    assert asked is None or ("“2ww”" in asked.sentence and chosen.words in asked.sentence)
    assert bool(flag_of_stated_priority(["2WW"], chosen)) is (asked is not None)


def test_who_said_that_it_is_right_lets_it_through_and_blanks_do_not() -> None:
    assert judge_stated_priority(["2WW"], Priority.ROUTINE, confirmed_by="Dr Imber") is None
    assert judge_stated_priority(["2WW"], Priority.ROUTINE, confirmed_by="  ") is not None
