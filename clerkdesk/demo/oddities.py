"""Composes people with names, ages and referrals that test every screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from clerkdesk.demo.people import Person
from clerkdesk.demo.stage import Stage
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.priority import Priority

_ODD_NAMES: Final = (
    ("O'Neil-[/]", "Róisín", "DERM"),
    ("[b]Bold[/b]", "Will", "TRAU"),
    ("O", "Y", "ENT"),
    ("U", "Maung", "OPHT"),
    ("Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley", "Adaeze Chiamaka Oluwaseun", "CARD"),
    ("van der Berg", "Pieter", "UROL"),
    ("de la Cruz y Fernández", "María José", "SURG"),
    ("MacDonald", "Mary-Jane", "DERM"),
    ("王", "小明", "OPHT"),
    ("Ó Súilleabháin", "Seán", "ENT"),
    ("D’Angelo", "Chloë", "DERM"),
    ("Null", "Null", "TRAU"),
    ("Test", "Ima", "SURG"),
    ("Jones", "Jones", "UROL"),
)
"""Family name, given name, and specialty."""


def appear(stage: Stage) -> None:
    """Put everybody odd on the index and most of them on a list."""
    for number, (family_name, given_name, specialty) in enumerate(_ODD_NAMES):
        person = stage.somebody(family_name, given_name, stage.born(29 + 3 * number), f"07700 900{130 + number}")
        stage.waits(person, specialty, 30 + 4 * number)
    _twins(stage)
    _same_name(stage)
    _mother_and_child(stage)
    _restricted(stage)
    _hard_to_reach(stage)
    _known_by_number_only(stage)
    _specialty_unknown(stage)
    _never_reviewed(stage)


def _twins(stage: Stage) -> None:
    born = stage.born(9, 3, 3)
    home = {"address": "8 Nene Side\nNortham", "postcode": "NN2 6LD"}
    first, second = (
        stage.somebody("Adeyemi-Clarke", name, born, "07700 900150", stated_gender="1", **home)
        for name in ("Taiwo", "Kehinde")
    )
    stage.people.related(first, "twin brother", second)
    stage.people.related(second, "twin brother", first)
    for twin in (first, second):
        stage.people.related(twin, "father", name="Tunde Adeyemi", number="07700 900150", parental_responsibility=True)
        stage.waits(twin, "ENT", 75)


def _same_name(stage: Stage) -> None:
    """Three men with one name, two born on one day, all different people."""
    for born, specialty in ((date(1962, 4, 12), "CARD"), (date(1962, 4, 12), "TRAU"), (date(1962, 12, 4), "CARD")):
        stage.waits(stage.somebody("Singh", "Harjit", born, stated_gender="1"), specialty, 60)


def _mother_and_child(stage: Stage) -> None:
    """A mother who waits for an eye clinic, with a child who waits for the same clinic's doctor."""
    mother = stage.somebody("Nguyễn", "Thi Hoa", stage.born(36), "07700 900151", stated_gender="2", postcode="NN5 4AB")
    child = stage.somebody("Nguyen", "Bo", stage.born(4), stated_gender="1", postcode="NN5 4AB")
    stage.people.related(child, "mother", mother, number="07700 900151", next_of_kin=True, parental_responsibility=True)
    stage.people.related(mother, "son", child)
    stage.waits(mother, "OPHT", 84)
    stage.waits(child, "OPHT", 66)


def _restricted(stage: Stage) -> None:
    hidden = stage.somebody("Marlowe", "Kit", stage.born(41), restricted=True)
    stage.people.flag(hidden, "SEN", "Address is not to be given to anybody.")
    stage.waits(hidden, "DERM", 50)
    child = stage.somebody("Ashdown", "Leo", stage.born(12), "07700 900152", stated_gender="1")
    stage.people.flag(child, "SAF-C", "Ask for the social worker before any change.", review_in=30)
    stage.people.related(child, "foster carer", name="Gillian Webb", number="07700 900152", may_be_told=True)
    stage.waits(child, "ENT", 95)
    loud = stage.somebody("Brennan", "Declan", stage.born(52), "07700 900153")
    stage.people.flag(loud, "VA", "Seen in room 1, two members of staff.", review_in=60)
    stage.waits(loud, "TRAU", 120)


def _hard_to_reach(stage: Stage) -> None:
    safe = stage.somebody("Holloway", "Esther", stage.born(34), "07700 900154", stated_gender="2")
    safe.row.safe_contact_note = "Ring between 10:00 and 14:00 only. Never leave a message; say it is the library."
    stage.people.flag(safe, "SC")
    stage.waits(safe, "SURG", 77)
    deaf = stage.somebody("Lindley", "Arthur", stage.born(70), "07700 900155", language="British Sign Language")
    stage.people.need(deaf, "CP", "BSL interpreter")
    stage.people.need(deaf, "CM", "Text messages only")
    stage.waits(deaf, "ENT", 58)
    driven = stage.somebody("Pettigrew", "Winifred", stage.born(88), transport_needed=True, stated_gender="2")
    stage.people.flag(driven, "TRN", "Wheelchair; two crew; not before 10:30.")
    stage.people.related(driven, "daughter", name="Hilary Pettigrew", number="07700 900156", may_be_told=True)
    stage.waits(driven, "OPHT", 110)
    homeless = stage.somebody("Kerr", "Danny", stage.born(46), address="", postcode="ZZ99 3VZ")
    stage.waits(homeless, "TRAU", 88)


def _known_by_number_only(stage: Stage) -> None:
    """Referrals by e-RS whose patient has no name on record yet."""
    for number, specialty in enumerate(("CARD", "DERM", "UROL", "SURG")):
        person = _nameless(stage, 300 + number)
        stage.waits(person, specialty, 1 + number, route=Route.ERS_BOOKED, worklist="AFB")


def _specialty_unknown(stage: Stage) -> None:
    """Entries that nobody can book before their specialty is set."""
    moment = stage.moment
    for number, text in enumerate(("", "", "COMMUNITY PAEDIATRICS", "HAND SERVICE", "")):
        person = _nameless(stage, 310 + number) if number < 2 else None
        if person is None:
            name = ("Farrow", "Ivo"), ("Gosling", "Petra"), ("Hale", "Rufus")
            person = stage.somebody(*name[number - 2], stage.born(40 + number), f"07700 900{157 + number}")
        receipt = Receipt(route=Route.ERS_BOOKED, received=moment.days(-2 - number), priority=Priority.ROUTINE)
        care = stage.carer.refer(person, "", receipt, worklist="AFB", specialty_text=text)
        stage.carer.list_need(care, "new", receipt.received, position=receipt.received)


def _never_reviewed(stage: Stage) -> None:
    """Slot issues: referrals for which no slot was free, and that no clinician has seen."""
    names = (("Ingham", "Ruth"), ("Jessop", "Karl"), ("Kemp", "Lucy"), ("Larkin", "Miles"), ("Maddox", "Nell"))
    for number, (name, days) in enumerate(zip(names, (1, 3, 6, 9, 13), strict=True)):
        person = stage.somebody(*name, stage.born(38 + number), f"07700 900{164 + number}")
        priority = Priority.URGENT if number == 1 else Priority.ROUTINE
        specialty = ("TRAU", "CARD", "OPHT", "TRAU", "SURG")[number]
        stage.waits(
            person,
            specialty,
            days,
            priority,
            Route.ERS_NO_SLOT,
            reviewed_by_clinician=False,
            vetting_outcome="",
            vetted_on=None,
            contact_expected_date=stage.moment.today + timedelta(days=3 - days),
        )


def _nameless(stage: Stage, number: int) -> Person:
    return stage.somebody(
        "",
        "",
        None,
        nhs_number=nhs_number.practice_number(number),
        demographics_known=False,
        address="",
        postcode="",
        gp_practice_code="",
        gp_practice_name="",
        overseas_answer="",
    )
