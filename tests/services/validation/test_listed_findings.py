"""What the checks find, as the lists of F5 show it: with whom it is about, and for many patients in one question."""

from __future__ import annotations

from datetime import date

from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital, a_patient, an_entry

OVER_A_YEAR_AGO = date(2024, 1, 8)


def test_a_finding_names_its_patient_specialty_and_need(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), a_patient(desk, "O'Neil-[/]", "Maeve"), clock_start=OVER_A_YEAR_AGO)
    listed = [each for each in desk.checks.listed().rows if each.finding.rule == "DQ14"]
    assert [(each.family_name, each.specialty_code, each.entry_id) for each in listed] == [
        ("O'Neil-[/]", "DERM", entry.id)
    ]


def test_the_severest_findings_come_first_and_the_rest_is_counted(desk: Desk) -> None:
    hospital = a_hospital(desk)
    for clock_start in (date(2025, 2, 10), OVER_A_YEAR_AGO):
        an_entry(desk, hospital, clock_start=clock_start)
    listed = desk.checks.listed(limit=1)
    assert listed.rows[0].finding.severity == "high" and listed.total > 1


def test_many_pathways_are_asked_about_at_once_and_each_gets_its_own(desk: Desk) -> None:
    hospital = a_hospital(desk)
    long, short = an_entry(desk, hospital, clock_start=OVER_A_YEAR_AGO), an_entry(desk, hospital)
    found = desk.checks.about_each({long.pathway_id: long.patient_id, short.pathway_id: short.patient_id})
    assert "DQ14" in {each.rule for each in found[long.pathway_id]}
    assert "DQ14" not in {each.rule for each in found.get(short.pathway_id, ())}


def test_what_is_found_about_a_patient_is_found_about_each_of_their_pathways(desk: Desk) -> None:
    person = a_patient(desk, nhs_number=None)
    derm, card = (an_entry(desk, a_hospital(desk, code), person) for code in ("DERM", "CARD"))
    found = desk.checks.about_each({entry.pathway_id: person for entry in (derm, card)})
    assert all("DQ18" in {each.rule for each in found[entry.pathway_id]} for entry in (derm, card))
