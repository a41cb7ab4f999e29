import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.keys import COMMANDS, Keymap, check_keymap, command, keys_markdown, letters_of, show_key, spell_key
from clerkdesk.keys.typed import typed_command
from clerkdesk.settings import Settings


def test_no_two_commands_share_a_key() -> None:
    for on_list in (True, False):
        keys = [
            key for item in COMMANDS if (item.scope == "list") == on_list for key in (item.key, *item.aliases) if key
        ]
        assert len(keys) == len(set(keys))


def test_every_function_key_has_a_twin() -> None:
    assert all(item.twin for item in COMMANDS if item.key.startswith("f") and item.key[1:].isdigit())


def test_a_letter_means_the_same_in_either_case() -> None:
    keymap = Keymap.of()
    assert keymap.on_list("b") is not None
    assert keymap.on_list("B") is keymap.on_list("b")


def test_no_letter_of_a_list_is_n_because_n_is_only_ever_no() -> None:
    assert Keymap.of().on_list("n") is None


def test_a_remapped_command_answers_to_its_new_key_and_not_to_the_old_one() -> None:
    keymap = Keymap.of([("undo", "Ctrl+S")])
    moved = keymap.everywhere("ctrl+s")
    assert moved is not None and moved.name == "undo" and keymap.everywhere("ctrl+z") is None
    assert (keymap.shown("undo"), keymap.shown("book"), keymap.shown("find")) == ("Ctrl+S", "b", "F2")


def test_a_clashing_key_is_refused_with_both_names_in_the_sentence() -> None:
    (sentence,) = check_keymap([("find", "F3")])
    assert "find" in sentence and "booking" in sentence and "F3" in sentence


def test_two_commands_may_swap_their_keys() -> None:
    assert check_keymap([("find", "F3"), ("booking", "F2")]) == ()


def test_a_key_that_fields_need_is_refused() -> None:
    (sentence,) = check_keymap([("theme", "ctrl+a")])
    assert "Ctrl+A" in sentence


def test_an_unknown_command_is_named() -> None:
    (sentence,) = check_keymap([("bok", "b")])
    assert "bok" in sentence


def test_a_digit_is_never_a_list_letter_because_digits_pick() -> None:
    assert check_keymap([("book", "4")])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([item.name for item in COMMANDS]),
            st.sampled_from([item.key or "ctrl+t" for item in COMMANDS] + ["z", "ctrl+y", "f13", "?"]),
        ),
        max_size=8,
    )
)
def test_whatever_the_user_maps_each_key_asks_for_one_command(pairs: list[tuple[str, str]]) -> None:
    keymap = Keymap.of(pairs)
    for on_list in (True, False):
        keys = [keymap.key_of(c.name) for c in COMMANDS if (c.scope == "list") == on_list and keymap.key_of(c.name)]
        assert len(keys) == len(set(keys))


def test_keys_are_read_as_people_write_them() -> None:
    assert [spell_key(text) for text in ("Ctrl + Z", "/", "F2", "=")] == ["ctrl+z", "slash", "f2", "equals_sign"]


@given(st.sampled_from([item.key for item in COMMANDS if item.key]))
def test_a_shown_key_can_be_typed_back_into_the_settings(key: str) -> None:
    assert spell_key(show_key(key)) == key


def test_the_key_table_names_every_command() -> None:
    table = keys_markdown()
    assert all(f"`{item.name}`" in table for item in COMMANDS)


def test_cancel_acts_on_clinics_and_called_in_does_not() -> None:
    names = {item.name for item in letters_of("clinics")}
    assert "cancel" in names and "called" not in names


@pytest.mark.parametrize(
    ("typed", "name"), [(".CAP", "cancel"), (".LIST", "booking"), (".TODAY", "today"), (".CLINIC", "clinics")]
)
def test_a_typed_command_stands_for_one_of_the_registry(typed: str, name: str) -> None:
    assert typed_command(typed, Settings().mnemonics) == command(name)


def test_a_mnemonic_of_the_settings_goes_before_the_built_in_words() -> None:
    assert typed_command(".LIST", ((".LIST", "inbox"),)) == command("inbox")


def test_a_word_that_stands_for_nothing_gives_no_command() -> None:
    assert typed_command(".XYZ", Settings().mnemonics) is None
