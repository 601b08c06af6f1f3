"""What people keep in the console: notes and saved views, whatever else is in their collections."""

from datetime import UTC, datetime, timedelta

from flow_omnium.console.notes import Notes, new_note, of_cause, of_job
from flow_omnium.console.views import SavedViews, new_view
from flow_omnium.runtime.database import Database

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


async def test_the_latest_notes_of_each_subject_are_given_and_a_damaged_one_hides_no_other(
    schema: Database,
) -> None:
    notes = Notes(schema)
    for number in range(25):
        at = NOON + timedelta(minutes=number)
        await notes.add(new_note(of_cause("a"), f"note {number}", at, sub="s", by="kari"))
    await notes.add(new_note(of_job("1"), "", NOON, sub="s", by="ola", takes=True))
    await schema["cause_notes"].insert_one({"_id": "x", "subject": of_cause("a"), "at": NOON, "text": 7})
    found = await notes.about([of_cause("a"), of_job("1"), of_cause("none")])
    assert [note.text for note in found[of_cause("a")]][:2] == ["note 24", "note 23"]
    assert len(found[of_cause("a")]) == 20
    assert [note.takes for note in found[of_job("1")]] == [True]
    assert of_cause("none") not in found


async def test_a_note_is_for_who_sees_all_that_its_writer_saw(schema: Database) -> None:
    notes = Notes(schema)
    for seen in (None, ["acme"], ["acme", "beta"]):
        await notes.add(new_note(of_job("1"), str(seen), NOON, sub="s", by="kari", tenants=seen))
    for reader, texts in (
        (None, {"None", "['acme']", "['acme', 'beta']"}),
        ({"acme", "beta"}, {"['acme']", "['acme', 'beta']"}),
        ({"acme"}, {"['acme']"}),
        (set[str](), set[str]()),
    ):
        found = await notes.about([of_job("1")], reader)
        assert {note.text for note in found.get(of_job("1"), ())} == texts


async def test_a_damaged_view_hides_no_other(schema: Database) -> None:
    await SavedViews(schema).save(new_view("s", "kari", "Waiting", "state=waiting", NOON))
    await schema["console_views"].insert_one({"_id": "x", "owner": "s", "name": 7})
    assert [view.name for view in await SavedViews(schema).seen_by("s")] == ["Waiting"]
    assert await SavedViews(schema).remove("x", "s") is None
