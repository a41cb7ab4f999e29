"""A clinics file: every item by its code, added once, brought up to date; what is published is never touched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clerkdesk.data.tables import Clerk, Clinic, ClinicTemplate, Professional, Slot, Specialty, TemplateSlot
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.imports.report import ImportReport
from tests.services.imports.importing import import_acts, rows_of, slot_issue, the_entry, worklist

EXAMPLE = Path(__file__).parents[3] / "clerkdesk" / "demo" / "clinics-example.toml"

HOSPITAL = """
[[sites]]
code = "NGH"
name = "Northgate"
[[reception_desks]]
code = "A"
name = "Reception A"
site = "NGH"
[[specialties]]
code = "DERM"
name = "Dermatology"
treatment_function_code = "330"
[[professionals]]
code = "BHATT"
name = "Dr Bhatt"
role = "consultant"
specialty = "DERM"
deputy = "ONEIL"
[[professionals]]
code = "ONEIL"
name = "Sister O'Neil"
role = "nurse"
deputy = "BHATT"
[[clinics]]
code = "DERM1"
name = "General dermatology"
specialty = "DERM"
professional = "BHATT"
site = "NGH"
reception_desk = "A"
"""
TEMPLATE = """
[[templates]]
clinic = "DERM1"
weekday = "tuesday"
starts = "09:00"
valid_from = 2025-01-01
slots = [{ count = 6, minutes = 20, kind = "new" }]
"""


def read(desk: Desk, folder: Path, text: str) -> ImportReport:
    path = folder / "clinics.toml"
    path.write_text(text, encoding="utf-8")
    return desk.imports.clinics([path])


def test_the_example_file_is_taken_in_whole(desk: Desk) -> None:
    report = desk.imports.clinics([EXAMPLE])
    assert (report.read, report.added, report.flagged, report.rejected) == (34, 34, (), ())


def test_the_same_file_twice_changes_nothing_and_makes_no_act(desk: Desk) -> None:
    desk.imports.clinics([EXAMPLE])
    acts = import_acts(desk)
    report = desk.imports.clinics([EXAMPLE])
    assert (report.unchanged, import_acts(desk)) == (34, acts)


def test_two_who_stand_in_for_each_other_are_both_added(desk: Desk, tmp_path: Path) -> None:
    report = read(desk, tmp_path, HOSPITAL)
    people = {row.code: row for row in rows_of(desk, Professional)}
    assert report.added == report.read
    assert people["BHATT"].deputy_id == people["ONEIL"].id and people["ONEIL"].deputy_id == people["BHATT"].id


def test_an_item_is_brought_up_to_date_by_its_code(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL)
    report = read(desk, tmp_path, HOSPITAL.replace("General dermatology", "Skin clinic"))
    assert (report.updated, [clinic.name for clinic in rows_of(desk, Clinic)]) == (1, ["Skin clinic"])


def test_a_file_may_refer_to_what_the_desk_has(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL)
    report = read(desk, tmp_path, TEMPLATE)
    assert (report.added, report.rejected) == (1, ())


def test_an_item_that_is_left_out_stays(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    read(desk, tmp_path, HOSPITAL)
    assert len(rows_of(desk, ClinicTemplate)) == 1


def test_a_changed_template_leaves_published_sessions_as_they_are_and_says_so(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    desk.clinics.publish(date(2025, 3, 31))
    before = [slot.minutes for slot in rows_of(desk, Slot)]
    report = read(desk, tmp_path, HOSPITAL + TEMPLATE.replace("count = 6, minutes = 20", "count = 4, minutes = 30"))
    assert (report.updated, [slot.minutes for slot in rows_of(desk, Slot)]) == (1, before)
    assert "stay as they are" in report.flagged[0].reason
    assert [(run.count, run.minutes) for run in rows_of(desk, TemplateSlot)] == [(4, 30)]


def test_a_template_at_the_time_of_another_of_the_clinic_is_rejected_with_what_to_do(
    desk: Desk, tmp_path: Path
) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    report = read(desk, tmp_path, TEMPLATE.replace("09:00", "10:00"))
    assert (report.added, "valid_to" in report.rejected[0].reason) == (0, True)


def test_a_template_is_replaced_by_ending_it_in_the_same_file(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    ended = TEMPLATE.replace("valid_from = 2025-01-01", "valid_from = 2025-01-01\nvalid_to = 2025-05-31")
    following = TEMPLATE.replace("09:00", "10:00").replace("2025-01-01", "2025-06-01")
    report = read(desk, tmp_path, ended + following)
    assert (report.updated, report.added, report.rejected) == (1, 1, ())


def test_a_bad_item_never_stops_a_good_one(desk: Desk, tmp_path: Path) -> None:
    report = read(desk, tmp_path, HOSPITAL.replace('treatment_function_code = "330"', 'treatment_function_code = "x"'))
    assert report.rejected[0].item == "specialties DERM"
    assert report.added >= 2


def test_a_clerk_who_is_not_there_is_left_out_and_flagged(desk: Desk, tmp_path: Path) -> None:
    report = read(desk, tmp_path, '[[teams]]\nname = "Skin"\nleader = "nobody"\n')
    assert (report.added, "nobody" in report.flagged[0].reason) == (1, True)


def test_the_leader_of_a_team_gets_the_role_that_escalations_go_to(desk: Desk, tmp_path: Path) -> None:
    with desk.context.act("build") as act:
        act.add(Clerk(username="asha", display_name="Asha", role=ClerkRole.CLERK))
        act.commit(None)
    read(desk, tmp_path, '[[teams]]\nname = "Skin"\nleader = "asha"\n')
    asha = next(clerk for clerk in rows_of(desk, Clerk) if clerk.username == "asha")
    assert (asha.role, asha.team_id is not None) == ("team_leader", True)


def test_a_new_specialty_takes_the_entries_that_waited_for_it(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    report = read(desk, tmp_path, HOSPITAL)
    (specialty,) = rows_of(desk, Specialty)
    assert (the_entry(desk).specialty_id, "1 entry" in report.flagged[0].reason) == (specialty.id, True)
