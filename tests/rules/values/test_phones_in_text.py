"""A telephone field that holds more than a number: each number is found, and no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.phones_in_text import find_phones
from clerkdesk.rules.values.unreadable import Unreadable

ONE, TWO, HOME = "+447700900123", "+447700900124", "+441632960001"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("07700 900123", [(ONE, "")]),
        ("07700900123/07700900124", [(ONE, ""), (TWO, "")]),
        ("07700900123 07700900124", [(ONE, ""), (TWO, "")]),
        ("07700 900123 07700 900124", [(ONE, ""), (TWO, "")]),
        ("07700900123; 01632 960001", [(ONE, ""), (HOME, "")]),
        ("07700900123 or 01632 960001", [(ONE, ""), (HOME, "")]),
        ("07700900123, 01632960001", [(ONE, ""), (HOME, "")]),
        ("01632 960001 (mum)", [(HOME, "mum")]),
        ("mum 01632 960001", [(HOME, "mum")]),
        ("mum 07700 900123 dad 01632 960001", [(ONE, "mum"), (HOME, "dad")]),
        ("mob: 07700 900123 / home: 01632 960001", [(ONE, "mob"), (HOME, "home")]),
        ("07700 900123 mum 01632 960001 dad", [(ONE, "mum"), (HOME, "dad")]),
        ("ring 07700 900123 mum 01632 960001 late", [(ONE, "ring mum"), (HOME, "mum late")]),
        ("Mobile: 07700900123 after 6pm", [(ONE, "Mobile after 6pm")]),
        ("07700900123 (wife) / 01632960001 (work)", [(ONE, "wife"), (HOME, "work")]),
        ("07700 900123 ext 12", [(ONE, "extension 12")]),
        ("01632 960001 (ext. 204)", [(HOME, "extension 204")]),
        ("01632 960001 x12 - ask for Jo", [(HOME, "extension 12; ask for Jo")]),
        ("07700900123 do not leave messages", [(ONE, "do not leave messages")]),
        ("+44 7700 900123 / 0044 7700 900124", [(ONE, ""), (TWO, "")]),
        ("7700900123.0", [(ONE, "")]),
    ],
)
def test_every_number_of_a_text_is_found_with_its_words(text: str, found: list[tuple[str, str]]) -> None:
    phones = find_phones(text)
    assert not isinstance(phones, Unreadable)
    assert [(each.phone.e164, each.note) for each in phones] == found


@pytest.mark.parametrize("text", ["ask mum", "12345", "none given", "0770 900", "see notes 6pm"])
def test_a_text_without_a_number_says_what_is_wrong(text: str) -> None:
    assert isinstance(find_phones(text), Unreadable)


@given(st.text(alphabet="0123456789 +()/-,ext#a", max_size=40))
def test_no_text_stops_the_reader(text: str) -> None:
    phones = find_phones(text)
    assert isinstance(phones, Unreadable) or phones
