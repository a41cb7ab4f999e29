"""Two records that may be one person's."""

from __future__ import annotations

import pytest

from clerkdesk.services.desk.facade import Desk
from tests.builders import a_patient


@pytest.fixture
def kept(desk: Desk) -> int:
    return a_patient(desk, nhs_number=None, postcode="NN1 2AB", postcode_key="NN12AB")


@pytest.fixture
def double(desk: Desk) -> int:
    return a_patient(desk, "Patel", "Anjaly", email="anjali@example.org", safe_contact_note="never ring at work")
