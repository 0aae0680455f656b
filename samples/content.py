"""The sample texts: what the five offices have published, as data below `samples/content/`.

Each folder is one office: `office.yml` says who it is, every `.md` file is one article (YAML head, then the
text in the mark-up of `samples.blocks`), and the file's stem is the article's slug.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from samples.blocks import Block, parse

FOLDER = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Section:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article: what the portal shows, and the labels that a reader of it would give.

    `published` is what the portal shows; `is_reform` None and a theme left out of `themes` mean that
    careful readers may differ, so nothing is expected there. `quirks` name damage of `samples.damage`.
    """

    slug: str
    number: int
    section: str
    title: str
    published: dt.datetime
    sapo: str
    blocks: tuple[Block, ...]
    kind: str = "tin_bai"
    act: str | None = None
    is_reform: bool | None = None
    themes: tuple[str, ...] = ()
    author: str | None = None
    files: tuple[str, ...] = ()
    quirks: tuple[str, ...] = ()
    same_as: str | None = None  # slug of the article of which this one is a second posting

    @property
    def lines(self) -> tuple[str, ...]:
        """Lead and body, line by line."""
        body = tuple(line for block in self.blocks for line in block.lines)
        return (self.sapo, *body) if self.sapo else body


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """An act as a document register shows it: `fields` are label → value, `file` the act itself."""

    number: int
    fields: Mapping[str, str]
    file: str
    kind: str
    is_reform: bool | None = None
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """A publishing office and all that its portal holds; newest stories first."""

    id: str
    host: str
    name: str
    owner: str
    address: str
    template: str
    sections: tuple[Section, ...]
    stories: tuple[Story, ...]
    register: tuple[RegisterEntry, ...] = ()
    per_list: int = 4

    @cached_property
    def by_section(self) -> Mapping[str, tuple[Story, ...]]:
        return {
            section.slug: tuple(story for story in self.stories if story.section == section.slug)
            for section in self.sections
        }

    def story(self, slug: str) -> Story:
        return next(story for story in self.stories if story.slug == slug)

    def of_section(self, slug: str) -> tuple[Story, ...]:
        return self.by_section[slug]


@lru_cache(maxsize=1)
def offices() -> tuple[Office, ...]:
    """The five offices in the order of their ids."""
    return tuple(_office(file.parent) for file in sorted(FOLDER.glob("*/office.yml")))


def read_story(file: Path) -> Story:
    """One article's file. Raises TypeError for a key that a story does not have."""
    _, head, body = file.read_text(encoding="utf-8").split("---\n", 2)
    values: dict[str, Any] = yaml.safe_load(head)
    lists = {key: tuple(values.pop(key, ())) for key in ("themes", "files", "quirks")}
    values.setdefault("sapo", "")
    return Story(slug=file.stem, blocks=parse(body), **(values | lists))


def _office(folder: Path) -> Office:
    head: dict[str, Any] = yaml.safe_load((folder / "office.yml").read_text(encoding="utf-8"))
    stories = [read_story(file) for file in sorted(folder.glob("*.md"))]
    by_slug = {story.slug: story for story in stories}
    whole = (_with_original(story, by_slug) for story in stories)
    return Office(
        id=folder.name,
        sections=tuple(Section(*pair) for pair in head.pop("sections").items()),
        stories=tuple(sorted(whole, key=lambda story: story.published, reverse=True)),
        register=tuple(_entry(item) for item in head.pop("register", ())),
        **head,
    )


def _with_original(story: Story, by_slug: Mapping[str, Story]) -> Story:
    """A second posting holds no text of its own: it repeats the first one under another id."""
    if story.same_as is None:
        return story
    first = by_slug[story.same_as]
    return replace(
        first, slug=story.slug, number=story.number, section=story.section, same_as=story.same_as, quirks=()
    )


def _entry(values: dict[str, Any]) -> RegisterEntry:
    return RegisterEntry(**{**values, "themes": tuple(values.get("themes", ()))})
