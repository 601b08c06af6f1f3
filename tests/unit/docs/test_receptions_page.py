"""The page of receptions lists every flag that a sample shows, and no other."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "tests" / "samples" / "receivement").glob("*/writes.json"))
SECTION = (ROOT / "docs" / "receptions.md").read_text().partition("## Flagged for attention")[2]
NOTES = [row.split(" | ")[0].removeprefix("| ") for row in SECTION.splitlines() if row.startswith("| ")][2:]


def flags() -> set[str]:
    return {flag for sample in SAMPLES for flag in json.loads(sample.read_text()).get("flags", ())}


def fits(note: str, flag: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, note.split("…"))), flag) is not None


@pytest.mark.parametrize("flag", sorted(flags()))
def test_every_flag_of_a_sample_is_explained(flag: str) -> None:
    assert [note for note in NOTES if fits(note, flag)], flag


@pytest.mark.parametrize("note", NOTES)
def test_every_note_that_is_explained_has_a_sample(note: str) -> None:
    assert any(fits(note, flag) for flag in flags()), note
