"""Every template: what it may not contain, and that it can be shown whatever its values are.

A room says what its templates are shown with in `tests/unit/web_console/<room>/samples.py`: `SAMPLES` has, by the template's
name, the values of some pages (see `Shown.values`), a full one and an empty one at least. Hostile ones are made of them here.
"""

import importlib.util
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from admin_console.web.answers import Shown
from admin_console.web.grafana import Grafana
from admin_console.web.personal import Personal
from admin_console.web.rendering import Around, Renderer
from admin_console.web.rights import Grant, Role, Visitor
from admin_console.web.static_files import StaticFiles
from flow_omnium.testing.html import Element, parsed

TEMPLATES = Path(__file__).parents[3] / "services/admin-console/src/admin_console/web/templates"
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "\u202e\u05dc\u05d0\u05dd",
    "x" * 10_000,
    "javascript:alert(1)",
)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
VISITOR = Visitor("sub", "<b>Kari</b>", (Grant(Role.ADMIN),), "session")
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a handler": r"\son[a-z]+\s*=",
    "a script of its own": r"<script(?![^>]*\ssrc=)",
    "a style of its own": r"<style",
    "what htmx would evaluate": r"hx-on|hx-vals|hx-headers|js:",
    "a condition of a trigger": r'hx-trigger="[^"]*\[',
    "what is not escaped": r"\|\s*safe\b|autoescape\s+false",
    "an address that runs": r"javascript:",
    "htmx beyond what version 2 has": r"\shx-(?!get|post|target|select|swap|push-url|trigger|include)[a-z-]+=",
    "a place elsewhere": r"""(?:src|href)=["']https?:""",
}


def read_samples() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Gather what all rooms say."""
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for path in sorted(Path(__file__).parent.glob("*/samples.py")):
        spec = importlib.util.spec_from_file_location(f"samples_of_{path.parent.name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found |= module.SAMPLES
    return found


SAMPLES = read_samples()
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
CASES = [
    pytest.param(name, values, id=f"{name}-{number}")
    for name, contexts in sorted(SAMPLES.items())
    for number, values in enumerate(contexts)
]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """With links to Grafana, as where all is set up."""
    return Renderer(StaticFiles().paths, Grafana("https://grafana.example.com"))


def rendered(renderer: Renderer, name: str, values: Mapping[str, Any], heading: str = "A page") -> Element:
    around = Around(NOON, path="/a", query='x="&y=<', visitor=VISITOR, csrf="token", flash="It is <done>")
    return parsed(renderer.page(Shown(name, heading, values), around))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_contains(what: str, name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert not re.search(FORBIDDEN[what], re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))


def test_every_template_has_samples() -> None:
    pages = {name for name in NAMES if "{% extends" in (TEMPLATES / name).read_text()}
    assert pages == set(SAMPLES)


@pytest.mark.parametrize(("name", "values"), CASES)
def test_a_page_is_shown_with_its_one_heading(
    renderer: Renderer, name: str, values: Mapping[str, Any]
) -> None:
    page = rendered(renderer, name, values)
    assert page.one("h1").text == "A page"
    assert page.one("main").has("h1")
    assert page.one("head").one("title").text.startswith("A page")  # a chart has one as well


@pytest.mark.parametrize(("name", "values"), CASES)
@pytest.mark.parametrize("text", HOSTILE, ids=["script", "attribute", "rtl", "long", "address"])
def test_no_value_becomes_more_than_text(
    renderer: Renderer, name: str, values: Mapping[str, Any], text: str
) -> None:
    page = rendered(renderer, name, hostile(values, text), heading=text)
    assert all(script.get("src") for script in page.all("script"))
    assert not [one for one in page.everything() if "onerror" in one.attributes]
    leads = chain.from_iterable(
        (one.get("href"), one.get("action"), one.get("formaction")) for one in page.everything()
    )
    assert not [link for link in leads if link and link.startswith("javascript:")]


@pytest.mark.parametrize(("name", "values"), CASES)
def test_a_page_can_be_used_without_seeing_it(
    renderer: Renderer, name: str, values: Mapping[str, Any]
) -> None:
    page = rendered(renderer, name, values)
    ids = [one["id"] for one in page.everything() if "id" in one.attributes]
    assert sorted(set(ids)) == sorted(ids)
    assert all(table.has("caption") for table in page.all("table"))
    assert all(heading.get("scope") for heading in page.all("th"))
    assert [name for name in unlabelled(page) if name is not None] == []


def unlabelled(page: Element) -> Sequence[str | None]:
    """Name the fields that nobody who does not see the page would know."""
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(field) for label in page.all("label") for field in label.everything()}
    fields = [one for tag in ("input", "select", "textarea") for one in page.all(tag)]
    return [
        field.get("name") or field.tag
        for field in fields
        if field.get("type") not in ("hidden", "submit")
        and not (field.get("id") in labelled and field.get("id"))
        and id(field) not in inside
        and not (field.get("aria-label") or field.get("aria-labelledby"))
    ]


@pytest.mark.parametrize(("name", "values"), CASES)
def test_every_form_that_changes_anything_carries_the_token(
    renderer: Renderer, name: str, values: Mapping[str, Any]
) -> None:
    forms = [form for form in rendered(renderer, name, values).all("form") if form.get("method") == "post"]
    assert all(form.one("input[name=csrf]")["value"] == "token" for form in forms)


def hostile(value: Any, text: str) -> Any:
    """Return a copy in which every text is this one. Words that a program chooses (enums, keys) stay."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if _leads_somewhere(value) else text
    if isinstance(value, Personal):
        return Personal(text)
    if isinstance(value, Mapping):
        return {key: hostile(each, text) for key, each in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(hostile(each, text) for each in value)
    return _hostile_parts(value, text)


def _hostile_parts(value: Any, text: str) -> Any:
    if isinstance(value, BaseModel):
        parts = {name: hostile(getattr(value, name), text) for name in type(value).model_fields}
        return value.model_copy(update=parts)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                field.name: hostile(getattr(value, field.name), text) for field in fields(value) if field.init
            },
        )
    return value


def _leads_somewhere(text: str) -> bool:
    """Addresses are made by us, of parts that are quoted; what is none may be anybody's."""
    return text.startswith(("/", "http://", "https://", "?", "#"))
