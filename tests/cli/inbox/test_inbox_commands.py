"""Messages, contact, reviews, handover and incidents by plain command, over the same services as the screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.services.acts.consequences import About, open_review
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import Entry, a_hospital, a_staff, an_entry
from tests.cli.running import Ran, Shell
from tests.conftest import MONDAY

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, Entry]:
    """What `entry` is, in a file that is copied for each test."""
    path = tmp_path_factory.mktemp("built") / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    desk: Desk = desk_for(open_database(str(path)), Settings(), now=lambda: MONDAY)
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    made = an_entry(desk, hospital, professional_id=hospital.professional_id)
    needed = ReviewNeeded(
        "R-232", ReviewKind.PATIENT_CANCELLATIONS, "Three times.", date(2025, 3, 10), Priority.ROUTINE
    )
    with desk.context.act("test") as act:
        open_review(act, desk.context, needed, About(made.patient_id, made.pathway_id, made.id))
        act.commit(None)
    desk.close()
    return path, made


@pytest.fixture
def entry(shell: Shell, built: tuple[Path, Entry]) -> Entry:
    """A patient who waits, on a desk with its staff, where a clinician is asked about them."""
    path, made = built
    (shell.home / "desk.sqlite").write_bytes(path.read_bytes())
    return made


@pytest.fixture
def run(shell: Shell, entry: Entry) -> Run:
    """Runs a command as Asha, at the standing time, with JSON."""

    def as_asha(*words: str, stdin: str = "") -> Ran:
        database = str(shell.home / "desk.sqlite")
        now = {"CLERKDESK_NOW": MONDAY.isoformat()}
        return shell.run("--db", database, "--clerk", "asha.derm", *words, "--json", stdin=stdin, variables=now)

    return as_asha


def test_a_message_from_standard_input_reaches_an_inbox_and_is_done(run: Run, entry: Entry) -> None:
    about = ("--about", str(entry.patient_id), "--caller", "Mrs O'Neil-[/]", "--number", "07700 900456")
    message = run("message", "-", "--for", "me", *about, stdin="wants half term").document["message"]
    assert (message["for"], message["due"]) == ("Asha", "2025-03-05T17:00:00")
    shown = run("inbox").document["messages"]
    assert [(row["id"], row["sentence"], row["caller"]) for row in shown] == [
        (message["id"], "wants half term", "Mrs O'Neil-[/]")
    ]
    assert run("acknowledge", str(message["id"])).document["message"]["status"] == "acknowledged"
    forwarded = run("forward", str(message["id"]), "--for", "secretary DERM").document["message"]
    assert (forwarded["for"], forwarded["status"]) == ("secretary, Dermatology", "new")
    assert run("done", str(message["id"]), "--action", "rang").document["message"]["action_taken"] == "rang"
    assert run("inbox").document["messages"] == []


def test_a_routine_message_with_a_red_flag_is_refused_with_the_script(run: Run) -> None:
    ran = run("message", "has chest pain", "--for", "team")
    assert (ran.exit_code, ran.error["code"]) == (3, "red_flag")
    assert "999" in ran.error["sentence"]


@pytest.mark.parametrize("given", [(), ("--urgency", "urgent"), ("--put-through", "Dr Imber 10:05")])
def test_a_refused_red_flag_names_all_the_options_that_take_it(run: Run, given: tuple[str, ...]) -> None:
    ran = run("message", "feels suicidal", *given)
    assert "(suicidal)" in ran.error["sentence"] or "who took over" in ran.error["sentence"]
    assert '--urgency urgent --put-through "WHO, TIME"' in ran.error["sentence"]
    taken = run("message", "feels suicidal", "--urgency", "urgent", "--put-through", "Dr Imber, 10:05")
    assert taken.exit_code == 0


def test_a_wrong_recipient_number_or_urgency_is_wrong_input(run: Run) -> None:
    for words in (("--for", "nobody"), ("--for", "me", "--number", "0770"), ("--for", "me", "--urgency", "soon")):
        assert run("message", "ring", *words).exit_code == 2


def test_contact_says_what_comes_next_and_is_no_offer(run: Run, entry: Entry) -> None:
    contact = run("contact", str(entry.patient_id), "--result", "CR02").document["contact"]
    assert (contact["entry"], contact["attempts"], contact["next_step"]) == (entry.id, 1, "ring")
    assert contact["summary"] == "tried 1x, morning"


def test_contact_with_an_unknown_result_lists_those_there_are(run: Run, entry: Entry) -> None:
    ran = run("contact", str(entry.patient_id), "--result", "CR99")
    assert ran.exit_code == 2
    assert "CR02 No reply" in ran.error["sentence"]


def test_ring_back_takes_a_time_of_day(run: Run, entry: Entry) -> None:
    tried = run("contact", str(entry.patient_id), "--result", "c", "--ring-back", "3pm").document
    assert [(task["topic"], task["due"]) for task in tried["tasks"]] == [("ring_back", "2025-03-03T15:00:00")]


def test_a_review_is_listed_shown_decided_and_told(run: Run, entry: Entry) -> None:
    review = run("review", "list", "--consultant", "Shah").document["reviews"][0]
    assert (review["entry"], review["consultant"], review["status"]) == (entry.id, "Dr Shah", "open")
    number = str(review["id"])
    assert "discharge" in run("review", "show", number).document["decisions"]
    decided = run("review", "decide", number, "discharge", "--by", "Shah", "--source", "letter of 3 March").document
    assert (decided["must_be_told"], decided["rtt"]) == (True, "34")
    told = run("review", "told", number, "--how", "by letter").document
    assert (told["clock"]["state"], told["clock"]["stop"], told["entry_status"]) == ("stopped", "2025-03-03", "closed")


def test_a_clerk_does_not_decide(run: Run) -> None:
    ran = run("review", "decide", "1", "discharge")
    assert (ran.exit_code, ran.document["rule"]) == (3, "R-125")


def test_no_slot_in_time_is_escalated_once(run: Run, entry: Entry) -> None:
    assert run("escalate", str(entry.id)).document["escalation"]["level"] == 2
    assert run("escalate", str(entry.id)).exit_code == 3


def test_the_handover_slip_is_printed_and_given(run: Run) -> None:
    run("message", "ring", "--for", "me", "--ring-back", "16:00")
    assert len(run("handover").document["promised"]) == 1
    assert run("handover", "--for", "bev.derm").document["given_to"] == "Bev"
    assert run("handover").document["promised"] == []


def test_an_incident_is_recorded_with_its_reference(run: Run, entry: Entry) -> None:
    incident = run("incident", str(entry.patient_id), "LFPSE-7", "--what", "Eight weeks late.").document["incident"]
    assert (incident["reference"], incident["pathway"]) == ("LFPSE-7", entry.pathway_id)


def test_a_sheet_is_plain_text_for_the_printer(shell: Shell, run: Run) -> None:
    now = {"CLERKDESK_NOW": MONDAY.isoformat()}
    ran = shell.run("--db", str(shell.home / "desk.sqlite"), "review", "show", "1", variables=now)
    assert ran.stdout.startswith("CLINICAL REVIEW 1  R-232  due Mon 10 Mar 2025\nFor Dr Shah\n")
