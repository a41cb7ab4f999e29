from __future__ import annotations

import re
from datetime import date, time
from importlib import resources
from pathlib import Path

import pytest

from clerkdesk.interop.clinics.clinic_records import ClinicsFile, ClinicsRecord, ProfessionalRecord, accepted
from clerkdesk.interop.clinics.clinics_toml import Known, read_clinics
from clerkdesk.interop.reading.records import Row
from clerkdesk.rules.clinics.schedule import LAST_OF_MONTH, SlotRun, dates_of
from clerkdesk.rules.values.roles import ProfessionalRole
from clerkdesk.rules.values.slots import SlotKind

EXAMPLE = Path(str(resources.files("clerkdesk.demo").joinpath("clinics-example.toml")))

HOSPITAL = """
[[sites]]
code = "NGH"
name = "Northgate"
[[sites]]
code = "QSC"
name = "Quayside"
[[reception_desks]]
code = "A"
name = "Outpatients A"
site = "NGH"
[[specialties]]
code = "CARD"
name = "Cardiology"
treatment_function_code = "320"
[[professionals]]
code = "OKAFOR"
name = "Dr Okafor"
role = "consultant"
[[clinics]]
code = "CARD1"
name = "General"
specialty = "CARD"
professional = "OKAFOR"
site = "NGH"
reception_desk = "A"
kinds = ["new", "follow_up"]
[[clinics]]
code = "CARD2"
name = "Second"
specialty = "CARD"
professional = "OKAFOR"
site = "NGH"
reception_desk = "A"
"""

TEMPLATE = """
[[templates]]
clinic = "CARD1"
weekday = "monday"
starts = "09:00"
valid_from = 2026-01-01
slots = [{ count = 4, minutes = 30, kind = "new" }]
"""


def read(content: str, folder: Path, known: Known | None = None) -> list[Row[ClinicsRecord]]:
    path = folder / "clinics.toml"
    path.write_text(content, encoding="utf-8")
    return list(read_clinics(path, known, "clinics.toml"))


def rejected(content: str, folder: Path) -> list[tuple[str, str]]:
    return [(row.item, row.rejection) for row in read(content, folder) if row.rejection]


def only_rejection(content: str, folder: Path) -> tuple[str, str]:
    (problem,) = rejected(content, folder)
    return problem


def example() -> ClinicsFile:
    return accepted(read_clinics(EXAMPLE))


def test_every_item_of_the_example_is_accepted_without_a_flag() -> None:
    assert [problem for row in read_clinics(EXAMPLE) for problem in row.problems] == []


def test_the_example_has_a_clinic_for_each_of_its_specialties() -> None:
    assert {clinic.specialty for clinic in example().clinics} == {"CARD", "DERM", "ENT", "PHYSIO"}


def test_the_example_has_every_kind_of_recurrence() -> None:
    assert {template.pattern.recurrence for template in example().templates} == {"weekly", "alternate", "nth"}


def test_every_clinic_of_the_example_runs_in_any_month() -> None:
    assert all(any(dates_of(template.pattern, date(2027, 2, 1), date(2027, 2, 28))) for template in example().templates)


def test_items_come_in_the_order_in_which_they_refer_to_each_other() -> None:
    kinds = [row.item.split()[0] for row in read_clinics(EXAMPLE)]

    assert list(dict.fromkeys(kinds)) == [
        "sites",
        "reception_desks",
        "teams",
        "specialties",
        "professionals",
        "clinics",
        "templates",
    ]


def test_a_template_is_read_with_its_slots_in_order(tmp_path: Path) -> None:
    slots = '[{ count = 2, minutes = 30, kind = "new" }, { count = 1, minutes = 15, kind = "follow_up", capacity = 3 }]'
    file = accepted(read(HOSPITAL + re.sub(r"slots = .*", f"slots = {slots}", TEMPLATE), tmp_path))

    pattern = file.templates[0].pattern
    assert (pattern.weekday, pattern.starts, pattern.valid_from) == (0, time(9, 0), date(2026, 1, 1))
    assert pattern.slots == (SlotRun(2, 30, SlotKind.NEW), SlotRun(1, 15, SlotKind.FOLLOW_UP, 3))


def test_the_last_of_the_month_is_written_as_a_word(tmp_path: Path) -> None:
    file = accepted(read(HOSPITAL + TEMPLATE + 'recurrence = "nth"\nnth = [1, "last"]\n', tmp_path))

    assert file.templates[0].pattern.nth == (LAST_OF_MONTH, 1)


@pytest.mark.parametrize(
    ("change", "item", "sentence"),
    [
        (('name = "Northgate"', 'name = "Northgate"\nbeds = 7'), "sites NGH", "beds: this key is not known"),
        (
            ('treatment_function_code = "320"', 'treatment_function_code = "999"'),
            "specialties CARD",
            "this code is not in use",
        ),
        (('role = "consultant"', 'role = "consultnat"'), "professionals OKAFOR", "Did you mean consultant?"),
        (('weekday = "monday"', 'weekday = "mondag"'), "templates 1 (CARD1)", "Did you mean monday?"),
        (('starts = "09:00"', 'starts = "9 o\'clock"'), "templates 1 (CARD1)", 'such as "09:00"'),
        (("valid_from = 2026-01-01", ""), "templates 1 (CARD1)", "valid_from: it is missing"),
        (("valid_from = 2026-01-01", 'valid_from = "1/1/26"'), "templates 1 (CARD1)", "a date such as"),
        (('clinic = "CARD1"', 'clinic = "CARD9"'), "templates 1 (CARD9)", "Did you mean card"),
        (('kind = "new" }]', 'kind = "urgent" }]'), "templates 1 (CARD1)", "only these kinds: new, follow_up"),
        (("count = 4", "count = 0"), "templates 1 (CARD1)", "a whole number from 1"),
        (("minutes = 30,", ""), "templates 1 (CARD1)", "minutes: it is missing"),
        (('starts = "09:00"', 'starts = "23:00"'), "templates 1 (CARD1)", "past midnight"),
        (("[{ count", '["x", { count'), "templates 1 (CARD1)", "run 1"),
    ],
)
def test_what_is_wrong_is_named_with_table_item_key_and_what_would_be_right(
    change: tuple[str, str], item: str, sentence: str, tmp_path: Path
) -> None:
    problems = dict(rejected((HOSPITAL + TEMPLATE).replace(*change), tmp_path))

    assert sentence.lower() in problems[item].lower()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('recurrence = "alternate"\n', "anchor: it is missing"),
        ('recurrence = "alternate"\nanchor = 2026-01-06\n', "it is a Tuesday; it should be a Monday"),
        ('recurrence = "nth"\n', "[1, 3]"),
        ('recurrence = "nth"\nnth = [0]\n', "[1, 3]"),
        ("nth = [1]\n", 'belongs to recurrence "nth" only'),
        ('recurrence = "monthly"\n', "It should be one of: weekly, alternate, nth"),
        ("valid_to = 2025-12-31\n", "before valid_from"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(more: str, sentence: str, tmp_path: Path) -> None:
    assert sentence in only_rejection(HOSPITAL + TEMPLATE + more, tmp_path)[1]


def test_two_templates_of_a_clinic_at_one_time_are_refused_with_the_day_they_meet(tmp_path: Path) -> None:
    later = TEMPLATE.replace('"09:00"', '"10:30"') + 'recurrence = "nth"\nnth = [2]\n'
    item, sentence = only_rejection(HOSPITAL + TEMPLATE + later, tmp_path)

    assert item == "templates 2 (CARD1)"
    assert "same time as templates 1 (CARD1), first on Mon 12 Jan 2026" in sentence


def test_two_templates_one_after_the_other_are_accepted(tmp_path: Path) -> None:
    assert rejected(HOSPITAL + TEMPLATE + TEMPLATE.replace('"09:00"', '"11:00"'), tmp_path) == []


def test_a_professional_in_two_clinics_at_one_time_is_flagged_and_kept(tmp_path: Path) -> None:
    rows = read(HOSPITAL + TEMPLATE + TEMPLATE.replace('"CARD1"', '"CARD2"'), tmp_path)

    assert rows[-1].record is not None
    assert "same professional OKAFOR" in rows[-1].flags[0]


def test_a_reception_desk_of_another_site_is_refused(tmp_path: Path) -> None:
    moved = HOSPITAL.replace('site = "NGH"\nreception_desk', 'site = "QSC"\nreception_desk', 1)

    assert "it is at site NGH, and the clinic at QSC" in only_rejection(moved, tmp_path)[1]


def test_a_code_stands_once_in_its_table(tmp_path: Path) -> None:
    again = HOSPITAL + '[[sites]]\ncode = "NGH"\nname = "Again"\n'

    assert only_rejection(again, tmp_path)[0] == "sites NGH"


def test_a_deputy_may_stand_further_down(tmp_path: Path) -> None:
    deputy = '[[professionals]]\ncode = "B"\nname = "Dr B"\nrole = "doctor"\n'
    file = accepted(
        read(HOSPITAL.replace('role = "consultant"', 'role = "consultant"\ndeputy = "B"') + deputy, tmp_path)
    )

    assert (
        ProfessionalRecord(code="OKAFOR", name="Dr Okafor", role=ProfessionalRole.CONSULTANT, deputy="B")
        in file.professionals
    )


def test_who_refers_to_a_rejected_item_is_rejected_too_and_the_rest_is_kept(tmp_path: Path) -> None:
    problems = dict(rejected((HOSPITAL + TEMPLATE).replace('"320"', '"999"'), tmp_path))

    assert set(problems) == {"specialties CARD", "clinics CARD1", "clinics CARD2", "templates 1 (CARD1)"}


def test_a_file_may_refer_to_what_the_desk_has(tmp_path: Path) -> None:
    (row,) = read(TEMPLATE, tmp_path, Known(clinics=frozenset({"CARD1"})))

    assert row.record is not None


def test_a_file_that_holds_nothing_is_rejected_and_not_passed_over_in_silence(tmp_path: Path) -> None:
    place, reason = only_rejection("# Still to be written.\n", tmp_path)
    assert (place, "[[clinics]]" in reason) == ("file", True)


def test_an_unknown_table_names_the_known_ones(tmp_path: Path) -> None:
    assert only_rejection(HOSPITAL + '[[site]]\ncode = "X"\n', tmp_path) == (
        "site",
        "No table is called 'site'. Did you mean sites?",
    )


def test_a_table_in_one_bracket_says_that_it_needs_two(tmp_path: Path) -> None:
    assert "[[teams]], in two brackets" in only_rejection('[teams]\nname = "A"\n', tmp_path)[1]


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in only_rejection("[[sites]]\ncode = \n", tmp_path)[1]


def test_a_name_with_brackets_survives(tmp_path: Path) -> None:
    file = accepted(read(HOSPITAL.replace("Dr Okafor", "Dr O'Neil-[/]"), tmp_path))

    assert file.professionals[0].name == "Dr O'Neil-[/]"
