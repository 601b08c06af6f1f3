"""What is asked of a full ledger is asked of a small one here: every command answers. How fast is for the benchmark."""

from benchmarks.ledger.questions import questions
from benchmarks.ledger.stage import filled
from benchmarks.ledger.timing import once
from rich.console import Console

from local_stack.progress import Progress


def test_every_command_of_the_table_answers() -> None:
    with filled(Progress(Console(quiet=True)), 3_000) as stage:
        answers = [once(words) for words in questions(stage.samples)]
    assert [(one.words, one.errors) for one in answers if not one.is_answer] == []
