"""What happens on a cancer pathway is recorded at the desk, and the dates follow (R-500 to R-508)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.tables import Clerk, Professional
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.cancer.milestones import (
    DECIDED_SINCE,
    FAR_AHEAD,
    MILESTONES,
    UNUSUAL,
    WHICH_TREATMENT,
    WHY_EARLIEST,
    WORDS,
    Milestone,
)
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.cancer.milestone_corrections import MilestoneCorrected, WrongMilestone
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.corrections.start_requests import StartAnswered
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Entry, a_hospital, an_entry, desk_of
from tests.statements import BySource, Proof

RECEIVED = date(2025, 3, 3)
BY_LETTER: BySource = {"by": "DERM-C1", "source": "letter of 20 March"}


@pytest.fixture
def entry(desk: Desk, clock: Any) -> Entry:
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="3")
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            date(2025, 3, 10),
            RttStatus.GOES_ON,
            policy=desk.context.policy,
        )
        act.commit(None)
    clock.at = clock.at.replace(day=20)
    return entry


@pytest.fixture
def unseen(desk: Desk, clock: Any) -> Entry:
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="3")
    clock.at = clock.at.replace(day=20)
    return entry


@pytest.fixture
def routine(desk: Desk, clock: Any) -> Entry:
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED)
    clock.at = clock.at.replace(day=20)
    return entry


def record(desk: Desk, entry: Entry, **new: Any) -> MilestoneKept:
    kept = desk.cancer.record(entry.pathway_id, NewMilestone(**{**BY_LETTER, **new}))
    assert isinstance(kept, MilestoneKept), kept
    return kept


def refusal(desk: Desk, entry: Entry, **new: Any) -> str:
    answer = desk.cancer.record(entry.pathway_id, NewMilestone(**{**BY_LETTER, **new}))
    assert isinstance(answer, Refused)
    return answer.rule


def target(desk: Desk, entry: Entry) -> tuple[str, date]:
    listed = desk.waiting_list.entry(entry.id)
    assert listed is not None and listed.target is not None
    return listed.target.name, listed.target.day


def test_once_told_of_cancer_the_list_shows_the_62_days(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="diagnosed", day=date(2025, 3, 18))
    assert target(desk, entry) == ("62d", date(2025, 5, 4))


def test_being_told_says_on_which_day_of_the_28_it_was(desk: Desk, entry: Entry) -> None:
    kept = record(desk, entry, milestone="diagnosed", day=date(2025, 3, 18))
    assert kept.sentence == "The 28 days ended on day 15, in time."


def test_once_cancer_is_ruled_out_only_the_18_weeks_are_left(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="ruled_out")
    assert target(desk, entry) == ("18w", date(2025, 7, 7))


def test_ruling_cancer_out_stops_no_18_week_clock(desk: Desk, entry: Entry) -> None:
    assert record(desk, entry, milestone="ruled_out").clock_state == "running"


def test_a_decision_to_treat_puts_its_31_days_on_the_list_before_the_62(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    assert target(desk, entry) == ("31d", date(2025, 4, 18))


def test_the_31_days_count_from_the_earliest_appropriate_date(desk: Desk, entry: Entry) -> None:
    earliest = date(2025, 3, 25)
    record(
        desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18), earliest=earliest, why_earliest="heals first"
    )
    assert target(desk, entry) == ("31d", date(2025, 4, 25))


def test_a_later_day_for_the_31_days_needs_its_reason_and_stands_in_why(desk: Desk, entry: Entry) -> None:
    new: dict[str, Any] = {"milestone": "decision_to_treat", "day": date(2025, 3, 18)}
    before = dates_to_meet(desk, entry)
    asked = desk.cancer.record(entry.pathway_id, NewMilestone(**BY_LETTER, **new, earliest=date(2025, 4, 1)))
    assert isinstance(asked, Refused) and asked.code == WHY_EARLIEST and "say why no treatment" in asked.sentence
    assert refusal(desk, entry, **new, earliest=date(2025, 3, 17), why_earliest="earlier") == "R-500"
    assert dates_to_meet(desk, entry) == before
    kept = record(desk, entry, **new, earliest=date(2025, 3, 25), why_earliest="heals first")
    assert "run from the earliest appropriate date, Tue 25 Mar 2025, to Fri 25 Apr 2025." in kept.sentence
    assert "The 28 days ended with it." in kept.sentence
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "earliest clinically appropriate date, Tue 25 Mar 2025" in said and "heals first" in said


def test_a_reason_given_for_something_else_moves_no_31_days(desk: Desk, unseen: Entry) -> None:
    """The earliest date and the patient who was never seen each have their own reason."""
    new: dict[str, Any] = {"milestone": "decision_to_treat", "day": date(2025, 3, 18), "earliest": date(2025, 3, 25)}
    before = dates_to_meet(desk, unseen)
    asked = desk.cancer.record(unseen.pathway_id, NewMilestone(**BY_LETTER, **new, because="seen at theirs"))
    assert isinstance(asked, Refused) and asked.code == WHY_EARLIEST
    asked = desk.cancer.record(unseen.pathway_id, NewMilestone(**BY_LETTER, **new, why_earliest="heals first"))
    assert isinstance(asked, Refused) and asked.code == UNUSUAL
    assert dates_to_meet(desk, unseen) == before
    record(desk, unseen, **new, because="seen at theirs", why_earliest="heals first")


@pytest.mark.parametrize("earliest", [date(2025, 5, 20), date(2026, 3, 25), date(2028, 1, 1)])
def test_a_year_mistyped_in_the_earliest_date_is_asked_about(desk: Desk, entry: Entry, earliest: date) -> None:
    new: dict[str, Any] = {"milestone": "decision_to_treat", "day": date(2025, 3, 18), "earliest": earliest}
    before = dates_to_meet(desk, entry)
    asked = desk.cancer.record(entry.pathway_id, NewMilestone(**BY_LETTER, **new, why_earliest="heals first"))
    assert isinstance(asked, Refused) and asked.code == FAR_AHEAD and "check the year" in asked.sentence
    assert dates_to_meet(desk, entry) == before
    record(desk, entry, **new, why_earliest="chemotherapy comes first", far_ahead=True)


LEAVING: tuple[dict[str, Any], ...] = (
    {"milestone": "ruled_out"}, {"milestone": "interval_scanning"}, {"milestone": "excluded", "reason": "06"},
)  # fmt: skip
"""Words after which nobody waits for a cancer treatment."""


@pytest.mark.parametrize("word", LEAVING, ids=lambda word: str(word["milestone"]))
def test_a_word_of_no_cancer_dated_before_a_decision_takes_no_date_away_unasked(
    desk: Desk, entry: Entry, word: dict[str, Any]
) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    before = dates_to_meet(desk, entry)
    for because in ("", "seen at theirs"):
        new = NewMilestone(**BY_LETTER, **word, because=because, day=date(2025, 3, 12))
        asked = desk.cancer.record(entry.pathway_id, new)
        assert isinstance(asked, Refused) and asked.code == DECIDED_SINCE
        assert "Treatment was decided on Tue 18 Mar 2025" in asked.sentence
    assert dates_to_meet(desk, entry) == before
    record(desk, entry, **word, day=date(2025, 3, 12), decided_since="a wart is taken off")
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("a wart is taken off" in each.sentence for each in why.clock.explanation)


def test_a_word_of_no_cancer_before_an_upgrade_leaves_what_was_decided_since(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="ruled_out", day=date(2025, 3, 11))
    record(desk, entry, milestone="upgrade", day=date(2025, 3, 14))
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    before = dates_to_meet(desk, entry)
    wrong = WrongMilestone(
        milestone=Milestone.RULED_OUT,
        was=date(2025, 3, 11),
        right_day=date(2025, 3, 10),
        reason="mistyped",
        source="letter",
    )
    moved = desk.cancer.correct(entry.pathway_id, wrong)
    assert isinstance(moved, MilestoneCorrected) and moved.request is None
    assert dates_to_meet(desk, entry) == before


def test_moving_a_word_of_no_cancer_before_a_decision_needs_a_second_person(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 14))
    record(desk, entry, milestone="ruled_out", day=date(2025, 3, 18))
    wrong = WrongMilestone(
        milestone=Milestone.RULED_OUT, right_day=date(2025, 3, 12), reason="mistyped", source="letter"
    )
    moved = desk.cancer.correct(entry.pathway_id, wrong)
    assert isinstance(moved, MilestoneCorrected) and moved.request is not None


@pytest.mark.parametrize("reason", ["01", "02", "03", "04", "05", "06"])
def test_why_says_for_which_reason_the_28_days_were_left_and_a_death_is_one_on_record_only(
    desk: Desk, entry: Entry, reason: str
) -> None:
    if reason == "01":
        assert refusal(desk, entry, milestone="excluded", reason=reason) == "R-124"
        return
    record(desk, entry, milestone="excluded", reason=reason)
    why = desk.pathways.why(entry.pathway_id)
    row = code_list("fds_exclusion_reason").get(reason)
    assert isinstance(why, ClockWhy) and row is not None
    assert any(row.description[1:] in each.sentence for each in why.clock.explanation)


@pytest.mark.parametrize("milestone", MILESTONES)
@pytest.mark.parametrize("missing", ["by", "source"])
def test_no_milestone_stands_without_its_clinician_and_its_proof(
    desk: Desk, request: pytest.FixtureRequest, milestone: Any, missing: str
) -> None:
    of = request.getfixturevalue("routine" if milestone == "upgrade" else "entry")
    before = dates_to_meet(desk, of)
    new = {"milestone": milestone, "day": date(2025, 3, 18), "reason": "02", missing: ""}
    assert refusal(desk, of, **new) == "R-125"
    assert dates_to_meet(desk, of) == before


@pytest.mark.parametrize("milestone", MILESTONES)
def test_why_names_who_a_milestone_stands_on_and_its_source(
    desk: Desk, request: pytest.FixtureRequest, milestone: Any
) -> None:
    of = request.getfixturevalue("routine" if milestone == "upgrade" else "entry")
    record(desk, of, milestone=milestone, day=date(2025, 3, 18), reason="02" if milestone == "excluded" else "")
    assert all(words in told_of(desk, of) for words in (f"ecided by {clinician(desk)}", BY_LETTER["source"]))


def clinician(desk: Desk) -> str:
    with desk.context.reading() as session:
        return session.execute(select(col(Professional.name)).where(col(Professional.code) == "DERM-C1")).scalar_one()


def test_treatment_ends_no_28_days_and_being_told_does(desk: Desk, entry: Entry) -> None:
    kept = record(desk, entry, milestone="treatment", day=date(2025, 3, 18))
    assert "The 28 days, to Mon 31 Mar 2025, run until the patient is told" in kept.sentence
    assert target(desk, entry) == ("FDS", date(2025, 3, 31))
    record(desk, entry, milestone="diagnosed", day=date(2025, 3, 19))
    assert not dates_to_meet(desk, entry)


def test_treatment_stops_the_clock_and_ends_the_31_days(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    assert record(desk, entry, milestone="treatment").clock_stop == date(2025, 3, 20)
    assert [name for name, _ in dates_to_meet(desk, entry)] == []


def test_a_later_treatment_has_31_days_of_its_own_without_a_clock(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="treatment", day=date(2025, 3, 18))
    kept = record(desk, entry, milestone="decision_to_treat")
    assert (kept.clock_state, target(desk, entry)) == ("stopped", ("31d", date(2025, 4, 20)))


def test_a_second_decision_to_treat_asks_whether_it_is_about_a_further_treatment(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 14))
    again = NewMilestone(milestone=Milestone.DECISION_TO_TREAT, day=date(2025, 3, 18), **BY_LETTER)
    asked = desk.cancer.record(entry.pathway_id, again)
    assert isinstance(asked, Refused) and asked.code == WHICH_TREATMENT
    kept = record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18), further=True)
    assert "31 days to treatment run from the decision, to Fri 18 Apr 2025." in kept.sentence
    assert "further treatment" in told_of(desk, entry)
    assert dates_to_meet(desk, entry) == {("31d", date(2025, 4, 14)), ("31d", date(2025, 4, 18)), SIXTY_TWO, EIGHTEEN}
    record(desk, entry, milestone="treatment", day=date(2025, 3, 19))
    assert dates_to_meet(desk, entry) == {("31d", date(2025, 4, 18))}


@pytest.mark.parametrize("first_word", ["ruled_out", "interval_scanning", "excluded"])
def test_a_cancer_found_after_a_first_word_has_its_62_and_31_days_by_an_upgrade(
    desk: Desk, entry: Entry, first_word: Any
) -> None:
    record(desk, entry, milestone=first_word, day=date(2025, 3, 14), reason="06" if first_word == "excluded" else "")
    again = NewMilestone(milestone=Milestone.DECISION_TO_TREAT, day=date(2025, 3, 18), **BY_LETTER)
    refused = desk.cancer.record(entry.pathway_id, again)
    assert isinstance(refused, Refused) and "record the consultant's upgrade first" in refused.sentence
    record(desk, entry, milestone="upgrade", day=date(2025, 3, 17))
    assert dates_to_meet(desk, entry) == {("62d", date(2025, 5, 18)), EIGHTEEN}
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    record(desk, entry, milestone="diagnosed", day=date(2025, 3, 19))
    assert dates_to_meet(desk, entry) == {("31d", date(2025, 4, 18)), ("62d", date(2025, 5, 18)), EIGHTEEN}


@pytest.mark.parametrize("reason", ["02", "03", "04", "05", "06"])
def test_an_exclusion_ends_the_28_days_alone_unless_no_nhs_care_is_due(desk: Desk, entry: Entry, reason: str) -> None:
    kept = record(desk, entry, milestone="excluded", day=date(2025, 3, 14), reason=reason)
    assert "do not apply" in kept.sentence and "in time" not in kept.sentence
    assert dates_to_meet(desk, entry) == ({EIGHTEEN} if reason == "06" else {SIXTY_TWO, EIGHTEEN})
    if reason != "06":
        earliest = {"earliest": date(2025, 4, 1), "why_earliest": "heals first"}
        decided = record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 13), **earliest)
        assert "run from the earliest appropriate date, Tue 1 Apr 2025, to Fri 2 May 2025." in decided.sentence
        record(desk, entry, milestone="diagnosed", day=date(2025, 3, 18))
        assert dates_to_meet(desk, entry) == {("31d", date(2025, 5, 2)), SIXTY_TWO, EIGHTEEN}


def test_a_decision_before_a_first_word_of_no_cancer_says_that_no_days_run_from_it(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="ruled_out", day=date(2025, 3, 18))
    kept = record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 17))
    assert "no days run from it" in kept.sentence
    assert dates_to_meet(desk, entry) == {EIGHTEEN}


def test_a_decision_on_the_day_of_a_treatment_asks_whether_it_is_about_a_further_one(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="treatment", day=date(2025, 3, 18))
    same_day = NewMilestone(milestone=Milestone.DECISION_TO_TREAT, day=date(2025, 3, 18), **BY_LETTER)
    asked = desk.cancer.record(entry.pathway_id, same_day)
    assert isinstance(asked, Refused) and asked.code == WHICH_TREATMENT
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18), further=True)
    assert dates_to_meet(desk, entry) == {("31d", date(2025, 4, 18))}


SIXTY_TWO, EIGHTEEN = ("62d", date(2025, 5, 4)), ("18w", date(2025, 7, 7))


def test_an_upgrade_begins_62_days(desk: Desk, routine: Entry) -> None:
    record(desk, routine, milestone="upgrade")
    assert target(desk, routine) == ("62d", date(2025, 5, 21))


def test_an_upgraded_patient_stands_with_suspected_cancer(desk: Desk, routine: Entry) -> None:
    record(desk, routine, milestone="upgrade")
    listed = desk.waiting_list.entry(routine.id)
    assert listed is not None and listed.row.priority == 3


def test_a_suspected_cancer_referral_has_nothing_to_upgrade(desk: Desk, entry: Entry) -> None:
    assert refusal(desk, entry, milestone="upgrade") == "R-505"


def test_nobody_is_told_twice(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="diagnosed", day=date(2025, 3, 18))
    assert refusal(desk, entry, milestone="ruled_out") == "R-501"


def test_cancer_is_not_ruled_out_where_it_was_never_suspected(desk: Desk, routine: Entry) -> None:
    assert refusal(desk, routine, milestone="ruled_out") == "R-500"


def test_a_milestone_is_not_recorded_before_its_day(desk: Desk, entry: Entry) -> None:
    assert refusal(desk, entry, milestone="diagnosed", day=date(2025, 3, 21)) == "R-113"


def test_a_milestone_does_not_lie_before_the_referral(desk: Desk, entry: Entry) -> None:
    assert refusal(desk, entry, milestone="diagnosed", day=date(2025, 3, 2)) == "R-501"


def test_an_exclusion_asks_for_its_code(desk: Desk, entry: Entry) -> None:
    answer = desk.cancer.record(entry.pathway_id, NewMilestone(milestone=Milestone.EXCLUDED))
    assert isinstance(answer, WrongInput) and answer.field == "reason"


def test_each_milestone_says_beforehand_why_it_makes_no_sense(desk: Desk, routine: Entry) -> None:
    possible = desk.cancer.possible(routine.pathway_id)
    assert not isinstance(possible, WrongInput)
    assert [name for name, why_not in possible.items() if not why_not] == ["upgrade"]


def test_the_card_shows_the_31_days_of_a_pathway_without_an_open_need(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="treatment", day=date(2025, 3, 18))
    with desk.context.act("build") as act:
        keep_effect(act, entry.id, EntryEffect(EffectKind.CLOSE), "seen")
        act.commit(None)
    record(desk, entry, milestone="decision_to_treat")
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard)
    found = card.pathways[0].target
    assert found is not None and (found.name, found.day) == ("31d", date(2025, 4, 20))


PROOF: Proof = {"reason": "the result was another patient's", "source": "e-mail of the laboratory, 20 March"}


def asked_or_done(desk: Desk, entry: Entry, **wrong: Any) -> MilestoneCorrected:
    kept = desk.cancer.correct(entry.pathway_id, WrongMilestone(**PROOF, **wrong))
    assert isinstance(kept, MilestoneCorrected), kept
    return kept


def correct(desk: Desk, entry: Entry, **wrong: Any) -> str:
    """Correct it, with the second person where one has to confirm; return what was said."""
    kept = asked_or_done(desk, entry, **wrong)
    return kept.sentence if kept.request is None else answered(desk, kept, agree=True).sentence


def answered(desk: Desk, kept: MilestoneCorrected, *, agree: bool) -> StartAnswered:
    assert kept.request is not None
    answer = second_person(desk).corrections.answer(kept.request.id, agree, "looked at the letter")
    assert isinstance(answer, StartAnswered), answer
    return answer


def second_person(desk: Desk) -> Desk:
    with desk.context.act("build") as act:
        if act.session.execute(select(Clerk).where(col(Clerk.username) == "lena")).first() is None:
            act.add(Clerk(username="lena", display_name="Lena", role=ClerkRole.TEAM_LEADER))
        act.commit(None)
    return desk_of(desk, "lena")


def told_of(desk: Desk, entry: Entry) -> str:
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    return " ".join(said.sentence for said in why.clock.explanation)


def dates_to_meet(desk: Desk, entry: Entry) -> set[tuple[str, date]]:
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    return {(target.name, target.day) for target in why.targets}


@pytest.mark.parametrize("milestone", ["diagnosed", "ruled_out", "interval_scanning", "excluded", "decision_to_treat"])
def test_a_milestone_recorded_in_error_is_taken_out_and_kept_on_record(
    desk: Desk, entry: Entry, milestone: Any
) -> None:
    before = dates_to_meet(desk, entry)
    reason = "02" if milestone == "excluded" else ""
    record(desk, entry, milestone=milestone, day=date(2025, 3, 18), reason=reason)
    assert dates_to_meet(desk, entry) != before
    correct(desk, entry, milestone=milestone)
    assert dates_to_meet(desk, entry) == before
    said = told_of(desk, entry)
    assert "recorded in error" in said
    assert all(words in said for words in (PROOF["reason"], PROOF["source"], "Tue 18 Mar 2025"))


def test_a_milestone_of_the_wrong_day_is_moved_and_says_what_stood_there(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    correct(desk, entry, milestone="decision_to_treat", right_day=date(2025, 3, 12))
    assert ("31d", date(2025, 4, 12)) in dates_to_meet(desk, entry)
    assert ("31d", date(2025, 4, 18)) not in dates_to_meet(desk, entry)
    said = told_of(desk, entry)
    assert "Corrected: Tue 18 Mar 2025 stood here" in said
    assert PROOF["reason"] in said and PROOF["source"] in said


def test_a_treatment_taken_out_lets_the_wait_run_on(desk: Desk, entry: Entry) -> None:
    assert record(desk, entry, milestone="treatment").clock_state == "stopped"
    assert asked_or_done(desk, entry, milestone="treatment").clock_state == "running"


def test_an_upgrade_taken_out_takes_its_62_days_away(desk: Desk, routine: Entry) -> None:
    record(desk, routine, milestone="upgrade")
    assert "routine again" in correct(desk, routine, milestone="upgrade")
    listed = desk.waiting_list.entry(routine.id)
    assert listed is not None and listed.row.priority is Priority.ROUTINE
    assert "suspected cancer" in told_of(desk, routine) and PROOF["source"] in told_of(desk, routine)
    assert ("62d", date(2025, 5, 21)) not in dates_to_meet(desk, routine)


def test_an_upgrade_that_was_none_leaves_a_routine_pathway_as_it_was(desk: Desk, routine: Entry, clock: Any) -> None:
    before = dates_to_meet(desk, routine)
    record(desk, routine, milestone="upgrade")
    correct(desk, routine, milestone="upgrade")
    clock.at = clock.at.replace(month=4)
    assert dates_to_meet(desk, routine) == before
    report = desk.checks.run(["DQ17", "DRIFT"])
    assert isinstance(report, CheckReport) and report.findings == ()


LATER: list[tuple[str, date | None]] = [
    ("upgrade", None),
    ("upgrade", date(2025, 3, 19)),
    ("decision_to_treat", None),
    ("decision_to_treat", date(2025, 3, 19)),
]


@pytest.mark.parametrize("agree", [True, False])
@pytest.mark.parametrize(("milestone", "right_day"), LATER)
def test_a_correction_that_moves_a_cancer_date_on_needs_a_second_person(
    desk: Desk, request: pytest.FixtureRequest, milestone: Any, right_day: date | None, agree: bool
) -> None:
    of = request.getfixturevalue("routine" if milestone == "upgrade" else "entry")
    record(desk, of, milestone=milestone, day=date(2025, 3, 12))
    before = dates_to_meet(desk, of)
    kept = asked_or_done(desk, of, milestone=milestone, right_day=right_day)
    assert kept.request is not None and dates_to_meet(desk, of) == before
    assert all(words in told_of(desk, of) for words in (PROOF["reason"], PROOF["source"], "a second person decides"))
    twice = desk.cancer.correct(of.pathway_id, WrongMilestone(milestone=milestone, **PROOF))
    assert isinstance(twice, Refused) and twice.code == "asked_already"
    alone = desk.corrections.answer(kept.request.id, agree=True)
    assert isinstance(alone, Refused) and alone.code == "second_person"
    assert isinstance(desk.inbox.done(kept.request.id, "seen"), Refused)
    answered(desk, kept, agree=agree)
    assert (dates_to_meet(desk, of) == before) is not agree
    assert ("Lena agreed" if agree else "Lena refused") in told_of(desk, of)
    found = second_person(desk).reports.moved_starts()
    assert not isinstance(found, WrongInput)
    moved = [(row.what, row.before, row.after, row.agreed_by, row.reason, row.source) for row in found.rows]
    told = (WORDS[milestone], date(2025, 3, 12), right_day, "Lena", *PROOF.values())
    assert moved == ([told] if agree else [])
    again = second_person(desk).corrections.answer(kept.request.id, agree=True)
    assert isinstance(again, Refused) and again.code == "answered_already"


@pytest.mark.parametrize("milestone", ["diagnosed", "treatment"])
def test_a_breach_is_not_turned_into_a_date_that_was_met_by_one_person(
    desk: Desk, entry: Entry, clock: Any, milestone: Any
) -> None:
    clock.at = clock.at.replace(month=6)
    record(desk, entry, milestone=milestone, day=date(2025, 6, 2))
    assert asked_or_done(desk, entry, milestone=milestone, right_day=date(2025, 5, 30)).request is None
    assert asked_or_done(desk, entry, milestone=milestone, right_day=date(2025, 3, 31)).request is not None


def test_a_cancer_date_moves_to_an_earlier_day_at_once(desk: Desk, routine: Entry) -> None:
    record(desk, routine, milestone="upgrade", day=date(2025, 3, 18))
    assert asked_or_done(desk, routine, milestone="upgrade", right_day=date(2025, 3, 12)).request is None


def test_once_ruled_out_was_taken_out_cancer_can_be_told(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="ruled_out")
    assert refusal(desk, entry, milestone="diagnosed") == "R-501"
    correct(desk, entry, milestone="ruled_out")
    assert record(desk, entry, milestone="diagnosed").milestone == "diagnosed"


@pytest.mark.parametrize("right_day", [date(2025, 3, 21), date(2025, 3, 2), date(2025, 3, 18)])
def test_a_correction_to_an_impossible_day_is_refused(desk: Desk, entry: Entry, right_day: date) -> None:
    record(desk, entry, milestone="diagnosed", day=date(2025, 3, 18))
    wrong = WrongMilestone(milestone=Milestone.DIAGNOSED, right_day=right_day, **PROOF)
    assert isinstance(desk.cancer.correct(entry.pathway_id, wrong), Refused)


@pytest.mark.parametrize("missing", ["reason", "source"])
def test_a_correction_needs_its_reason_and_its_source(desk: Desk, entry: Entry, missing: str) -> None:
    record(desk, entry, milestone="diagnosed")
    half: dict[str, Any] = {**PROOF, missing: " "}
    wrong = WrongMilestone(milestone=Milestone.DIAGNOSED, **half)
    assert isinstance(desk.cancer.correct(entry.pathway_id, wrong), WrongInput)


COMES_OF_A_VISIT = [name for name in MILESTONES if name not in ("upgrade", "excluded")]


@pytest.mark.parametrize("milestone", COMES_OF_A_VISIT)
def test_what_comes_of_a_visit_is_asked_about_on_somebody_never_seen(desk: Desk, unseen: Entry, milestone: Any) -> None:
    assert refusal(desk, unseen, milestone=milestone) == "RULES 13.27"
    record(desk, unseen, milestone=milestone, because="told by telephone after the test at the other hospital")


@pytest.mark.parametrize("milestone", COMES_OF_A_VISIT)
def test_what_comes_of_a_visit_is_asked_about_before_the_first_one(desk: Desk, entry: Entry, milestone: Any) -> None:
    assert refusal(desk, entry, milestone=milestone, day=date(2025, 3, 9)) == "RULES 13.27"
    record(desk, entry, milestone=milestone, day=date(2025, 3, 10))


def test_a_consultant_of_another_specialty_is_asked_about(desk: Desk, entry: Entry) -> None:
    a_hospital(desk, "UROL", "Urology")
    theirs = {"milestone": "ruled_out", "by": "UROL-C1", "source": "letter of 20 March"}
    assert refusal(desk, entry, **theirs) == "RULES 13.27"
    record(desk, entry, because="Dr Shah of Dermatology is away, and they stood in", **theirs)


def test_the_31_days_have_their_own_name(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("31 days from decision to treat" in target.sentence for target in why.targets)
    assert not any("see-by" in target.sentence for target in why.targets)


def test_a_decision_and_its_treatment_on_one_day_need_no_check(desk: Desk, entry: Entry) -> None:
    record(desk, entry, milestone="decision_to_treat", day=date(2025, 3, 18))
    record(desk, entry, milestone="treatment", day=date(2025, 3, 18))
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert (why.clock.stop, why.clock.warnings) == (date(2025, 3, 18), ())
