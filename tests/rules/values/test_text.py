"""Text that clerks and files bring: what is kept of it, and the keys by which it is found again."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.keys import Keymap
from clerkdesk.keys.placeholders import key_for, with_keys
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.text import clean, clean_lines, family_name_keys, fold, list_name, search_key, sort_key
from clerkdesk.words.ways import in_keys

SURNAME = "O'Neil-[/]"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_text_holds_no_control_or_direction_characters(text: str) -> None:
    assert not {unicodedata.category(char) for char in clean(text)} & {"Cc", "Cf", "Co", "Cs"}


def test_pasted_text_holds_no_mark_that_would_be_filled_in_as_a_key_or_a_command() -> None:
    marked = f"Rang {key_for('find')} and {Way.BOOK.here()} today"
    cleaned = clean(marked)
    assert "find" in cleaned and "book" in cleaned
    assert with_keys(cleaned, Keymap.of()) == cleaned and in_keys(cleaned, Keymap.of()) == cleaned


@given(st.text())
def test_clean_text_can_be_stored_as_utf8(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


def test_a_surname_with_markup_survives_cleaning() -> None:
    assert clean(f"  {SURNAME}\x00\x1b ") == SURNAME


def test_letters_and_their_separate_accents_become_one_form() -> None:
    assert clean("Zoe\u0308") == "Zo\u00eb"


def test_tabs_and_odd_spaces_become_one_space() -> None:
    assert clean("van\t\u00a0\u2003der\r\nBerg") == "van der Berg"


def test_a_message_keeps_its_lines() -> None:
    assert clean_lines("\r\nrang twice\x07 \r\n\r\nafter  3 please\n") == "rang twice\n\nafter 3 please"


@given(st.text())
def test_a_folded_text_is_upper_case_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text) == fold(text).upper()


@given(st.text())
def test_the_search_key_of_a_search_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(st.text())
def test_a_name_is_found_however_its_accents_were_stored(text: str) -> None:
    assert search_key(unicodedata.normalize("NFD", text)) == search_key(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("O'Neil", "ONEIL"),
        ("O\u2019Neil", "ONEIL"),
        ("O NEIL", "ONEIL"),
        ("oneil", "ONEIL"),
        ("Stra\u00dfe", "STRASSE"),
        ("\u0141ukasiewicz", "LUKASIEWICZ"),
        ("S\u00f8rensen", "SORENSEN"),
        ("\u00c6lfr\u00ed\u00f0", "AELFRID"),
        ("Smith-Jones", "SMITHJONES"),
        ("Nguy\u1ec5n", "NGUYEN"),
        (SURNAME, "ONEIL"),
    ],
)
def test_ways_of_writing_a_name_share_one_key(typed: str, key: str) -> None:
    assert search_key(typed) == key


def test_names_in_another_script_are_kept_apart() -> None:
    assert search_key("\u674e\u660e") != search_key("\u738b\u82b3") != ""


def test_letter_case_does_not_matter_in_another_script() -> None:
    assert search_key("\u0418\u0432\u0430\u043d") == search_key("\u0418\u0412\u0410\u041d")


def test_all_of_a_short_name_sort_before_a_longer_one_that_begins_alike() -> None:
    assert sort_key("Smith", "Zoe") < sort_key("Smithson", "Adam")


def test_a_name_with_particles_is_found_with_and_without_them() -> None:
    assert family_name_keys("van der Berg") == ("VANDERBERG", "BERG")


def test_a_double_barrel_is_found_by_either_half_and_in_either_order() -> None:
    assert family_name_keys("Smith-Jones") == ("SMITHJONES", "SMITH", "JONES", "JONESSMITH")


def test_a_family_name_that_is_only_a_particle_is_still_found() -> None:
    assert family_name_keys("Le") == ("LE",)


def test_an_irish_name_written_apart_is_found_as_one_word() -> None:
    assert family_name_keys("O Neil")[0] == "ONEIL"


@given(st.text())
def test_the_first_family_name_key_is_the_whole_name(text: str) -> None:
    assert family_name_keys(text)[:1] == ((search_key(text),) if search_key(text) else ())


def test_a_name_in_a_list_is_surname_first_and_one_without_a_name_says_so() -> None:
    assert list_name(SURNAME, "Maeve") == "O'NEIL-[/] Maeve"
    assert list_name("", "") == list_name(None, None) == "name not known"
