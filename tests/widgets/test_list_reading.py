"""What a list without rows says: that it is being read, could not be read, is empty, or hides its rows by a filter."""

from __future__ import annotations

from clerkdesk.widgets.list_reading import ListReading


class Shown:
    """A list that shows the sentence whenever it is drawn."""

    def __init__(self) -> None:
        self.text = ""
        self.reading = ListReading(self.draw, empty="Nobody.", being_read="Being read.", nothing_fits="Nothing fits.")

    def draw(self) -> None:
        self.text = self.reading.sentence(filtered=False)


def test_a_list_is_being_read_until_its_rows_are_set() -> None:
    reading = Shown().reading
    assert not reading.is_done and reading.sentence(filtered=False) == "Being read."
    reading.done()
    assert reading.is_done and reading.sentence(filtered=False) == "Nobody."


def test_a_failed_reading_is_said_until_the_next_one_is_done() -> None:
    shown = Shown()
    shown.reading.fail("The desk is not open.")
    assert shown.text == shown.reading.failure == "The desk is not open." and not shown.reading.is_done
    shown.reading.done()
    assert not shown.reading.failure and shown.reading.sentence(filtered=False) == "Nobody."


def test_other_sentences_are_drawn_at_once() -> None:
    shown = Shown()
    shown.reading.done()
    shown.reading.set_empty("Nobody in Cardiology.")
    assert shown.text == "Nobody in Cardiology."
    shown.reading.begin("The checks are being run.")
    assert shown.text == "The checks are being run."
    shown.reading.begin()
    assert shown.text == "The checks are being run."


def test_a_filter_that_hides_all_rows_is_named_first() -> None:
    reading = Shown().reading
    reading.done()
    assert reading.sentence(filtered=True) == "Nothing fits."
