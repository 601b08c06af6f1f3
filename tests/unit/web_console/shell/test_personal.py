"""A personal value prints as a mask, wherever it is printed."""

import json
import pickle

import pytest
from markupsafe import escape

from admin_console.web.personal import Personal


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("Kari Nordmann", "K••• N•••••••"),
        ("+47 400 10 001", "••••0001"),
        ("40010001", "••••0001"),
        ("123", "••••"),
        ("kari@example.com", "k•••@•••"),
        ("Storgata 14 B", "S••••••• 1• B"),
        ("<script>", "<•••••••"),
        ("X" * 10_000, "X" + "•" * 12),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_value_prints_as_a_mask(text: str, mask: str) -> None:
    value = Personal(text)
    assert str(value) == mask
    assert f"{value}" == f"{value:>3}" == mask
    assert escape(value) == escape(mask)


def test_only_the_named_method_gives_the_value() -> None:
    value = Personal("Kari Nordmann")
    assert value.revealed() == "Kari Nordmann"
    assert "Nordmann" not in repr(value) + repr([value]) + repr({"name": value})


def test_no_writer_of_documents_takes_the_value() -> None:
    with pytest.raises(TypeError):
        json.dumps({"name": Personal("Kari")})
    with pytest.raises(TypeError):
        pickle.dumps(Personal("Kari"))


def test_equal_values_are_equal_and_empty_ones_are_false() -> None:
    assert Personal("Kari") == Personal("Kari") != Personal("Ola")
    assert len({Personal("Kari"), Personal("Kari")}) == 1
    assert not Personal("")
