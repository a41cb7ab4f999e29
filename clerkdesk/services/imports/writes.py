"""Gathers the pending rows of an import batch, and writes them with few statements, a table at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from clerkdesk.data.tables import Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.values.hospital_number import made_number
from clerkdesk.services.imports.known_people import KnownPerson


class BatchWrites:
    """Gathers new people and additions, and writes them on request, new people first."""

    def __init__(self) -> None:
        self._newcomers: list[KnownPerson] = []
        self._rows: dict[type[Any], list[tuple[KnownPerson, dict[str, object]]]] = defaultdict(list)

    def newcomer(self, person: KnownPerson) -> None:
        """Put a person on the index, who is in the database only after `write`."""
        self._newcomers.append(person)

    def add(self, person: KnownPerson, table: type[Any], **values: object) -> None:
        """Add a row of a person; rows of one table have the same columns."""
        self._rows[table].append((person, values))

    def write(self, act: ActWork) -> None:
        """Write the rows gathered since the last time."""
        newcomers, self._newcomers = self._newcomers, []
        for person, patient_id in zip(newcomers, act.next_ids(Patient, len(newcomers)), strict=True):
            patient = person.patient
            patient.id = patient_id
            if patient.hospital_number is None and patient.demographics_known:
                patient.hospital_number = made_number(patient_id)
        act.add_values(Patient, [vars(person.patient) for person in newcomers])
        rows, self._rows = self._rows, defaultdict(list)
        for table, adding in rows.items():
            act.add_values(table, [{"patient_id": person.patient.id, **values} for person, values in adding])
