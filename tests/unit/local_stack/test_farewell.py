"""What the demo says at its end, to somebody who sees all of this for the first time."""

from local_stack.demo.farewell import farewell

PLACES = ("http://127.0.0.1:8093", "http://127.0.0.1:8093/records/demo/order%3ADEMO-1001", "s3cret")


def test_who_is_at_a_terminal_is_told_where_to_look_with_what_and_how_it_ends() -> None:
    told = list(farewell(*PLACES, is_watched=True))
    assert "still runs" in told[1]
    assert told[2].endswith("http://127.0.0.1:8093/records/demo/order%3ADEMO-1001")
    assert told[3].endswith("http://127.0.0.1:8093/")
    assert told[4].endswith(" s3cret")
    assert "make run" in told[5]
    assert told[-1].startswith("Enter ends the demo")


def test_addresses_stand_below_one_another() -> None:
    places = [line.find("http") for line in farewell(*PLACES, is_watched=True) if "http" in line]
    assert len(set(places)) == 1


def test_where_nobody_looks_nothing_is_said_to_run_on() -> None:
    told = " ".join(farewell(*PLACES, is_watched=False))
    assert "still runs" not in told
    assert "Enter" not in told
