from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.widgets.bar_progress import BarProgress, ChoiceRefused, Picked
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.readings import Reading


async def nothing(answer: BarAnswer) -> Kept | None:
    return None


def reader(text: str) -> Reading:
    return Reading(text.upper(), text) if text.isalpha() else Reading(problem="Letters only, such as ABC.")


SLOTS = ChoiceStep(
    "slot",
    "slot",
    (Choice("1", "slot-1", "09:00"), Choice("2", "slot-2", "10:00"), Choice("n", "none", "declined", then="reason")),
    default="slot-1",
)
REASONS = ChoiceStep(
    "reason",
    "reason",
    (
        Choice("h", "holiday", "holiday"),
        Choice("o", "other", "other", then="comment"),
        Choice("z", "never", "never", why_not="Not before two offers."),
    ),
)
BOOK = BarSpec(
    "book",
    "Book",
    "PATEL Anjali",
    nothing,
    (SLOTS, REASONS, TextStep("comment", "comment", required=True, read=reader)),
)


def after(keys: str) -> BarProgress:
    progress = BarProgress(BOOK)
    for key in keys:
        progress.pick(key)
    return progress


def test_enter_alone_takes_the_default() -> None:
    progress = after("")
    assert progress.missing() == "" and progress.answer()["slot"] == "slot-1"


def test_n_asks_the_reason_and_enter_says_that_it_is_missing() -> None:
    progress = after("n")
    assert progress.missing() == "Choose the reason first." and progress.at == "reason"


def test_an_answer_that_is_no_longer_on_the_way_is_not_given() -> None:
    assert dict(after("nh1").answer().values) == {"slot": "slot-1"}


def test_a_digit_changes_an_answer_already_passed() -> None:
    progress = after("n")
    assert isinstance(progress.pick("2"), Picked) and progress.answer()["slot"] == "slot-2"


def test_either_case_of_a_letter_picks() -> None:
    assert dict(after("NH").answer().values) == {"slot": "none", "reason": "holiday"}


def test_a_choice_that_can_not_be_made_says_why() -> None:
    assert after("n").pick("z") == ChoiceRefused("Not before two offers.")


def test_a_letter_that_fits_nothing_is_said_to() -> None:
    assert after("").pick("q") == "fits nothing"


def test_a_needed_comment_is_asked_for_and_read() -> None:
    progress = after("no")
    assert progress.missing() == "Type the comment first."
    progress.type("12")
    assert progress.missing() == "Letters only, such as ABC."
    progress.type("abc")
    assert progress.missing() == "" and progress.answer()["comment"] == "ABC"


def test_what_no_longer_fits_the_bar_is_left_out_when_it_is_put_back() -> None:
    progress = BarProgress(BOOK)
    progress.set_state({"at": "gone", "answers": {"slot": "slot-9", "nowhere": "x"}})
    assert dict(progress.answer().values) == {"slot": "slot-1"}


@given(st.text("12nhozq", max_size=8), st.text(max_size=6))
def test_a_bar_is_put_back_just_as_it_was(keys: str, comment: str) -> None:
    progress = after(keys)
    progress.type(comment)
    back = BarProgress(BOOK)
    back.set_state(json.loads(json.dumps(progress.get_state())))
    assert (back.get_state(), back.answer()) == (progress.get_state(), progress.answer())


LEVEL = ChoiceStep("level", "level", (Choice("1", "record", "record"), Choice("2", "contact", "contacted")), then="end")
END = ChoiceStep(
    "end", "outcome", (Choice("s", "stays", "stays"), Choice("d", "double", "double")), default="stays", asks=True
)


def test_a_step_that_asks_in_spite_of_its_default_is_asked_and_enter_takes_the_default() -> None:
    progress = BarProgress(BarSpec("validate", "Validate", "PATEL Anjali", nothing, (LEVEL, END)))
    progress.pick("1")
    assert progress.at == "end"
    assert progress.missing() == "" and progress.answer()["end"] == "stays"


def test_such_a_step_is_asked_before_a_text_that_is_required_further_on() -> None:
    behind = ChoiceStep("end", "outcome", END.choices, default="stays", then="who", asks=True)
    who = TextStep("who", "clinician", required=True)
    progress = BarProgress(BarSpec("vet", "Grade", "PATEL Anjali", nothing, (LEVEL, behind, who)))
    progress.pick("1")
    assert progress.at == "end"
    progress.pick("d")
    assert progress.at == "who"


def test_a_refused_choice_leaves_no_default_in_its_place() -> None:
    taken = ChoiceStep(
        "slot",
        "slot",
        (Choice("1", "slot-1", "09:00"), Choice("2", "slot-2", "10:00", why_not="It is taken.")),
        default="slot-1",
    )
    progress = BarProgress(BarSpec("book", "Book", "PATEL Anjali", nothing, (taken,)))
    assert isinstance(progress.pick("2"), ChoiceRefused)
    assert progress.missing() == "Choose the slot first."
    progress.pick("1")
    assert progress.missing() == "" and progress.answer()["slot"] == "slot-1"


@given(st.text("12nhozx", max_size=8))
def test_back_goes_question_by_question_as_far_as_the_first(keys: str) -> None:
    progress = after(keys)
    passed = [progress.at]
    while progress.step_back():
        passed.append(progress.at)
    names = [step.name for step in BOOK.steps]
    assert passed == sorted(passed, key=names.index, reverse=True) and passed[-1] == "slot"
    assert not progress.step_back()
