"""What is meant by a name that does not exist."""

from flow_omnium.jobs.operator.known_values import advice, failure_classes, one_of


def test_a_name_is_itself_or_the_only_one_that_differs_in_case() -> None:
    assert one_of("acme", {"acme", "globex"}) == "acme"
    assert one_of("unavailable", {"Unavailable", "NotFound"}) == "Unavailable"
    assert one_of("ACME", {"acme", "Acme"}) is None
    assert one_of("nope", {"acme"}) is None


def test_the_nearest_name_and_those_that_exist_are_told() -> None:
    assert advice("acmee", {"acme", "globex"}) == "; did you mean 'acme'? (there are acme, globex)"
    assert advice("zzz", {"acme"}) == " (there are acme)"
    assert advice("acme", set()) == " (there is none yet)"


def test_of_many_names_only_some_are_listed() -> None:
    told = advice("zzz", {f"tenant-{number:02}" for number in range(40)})
    assert told.endswith("tenant-11 and 28 more)")


def test_a_class_of_failure_is_known_before_anything_has_failed_so() -> None:
    known = set(failure_classes())
    assert {"Unavailable", "NotFound", "WorkerLostError"} <= known
    assert not {"Failed", "ApiError", "Ignored"} & known
