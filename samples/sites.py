"""An office's content under its template: the page table that the server answers from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from types import ModuleType
from typing import Protocol, cast

from samples import files
from samples.content import Office, Story, offices
from samples.pages import aspnet, lacviet, liferay, modern
from samples.pages.base import Page, Pages, Response


class Template(Protocol):
    """What a module of `samples.pages` provides for one platform."""

    def path(self, story: Story) -> str: ...

    def canonical(self, target: str, query: str) -> str: ...

    def pages(self, office: Office, sitemap: bool) -> Pages: ...

    def fallback(self, office: Office, target: str, query: str) -> Response | None: ...


TEMPLATES: dict[str, ModuleType] = {
    "liferay": liferay,
    "lacviet_a": lacviet,
    "lacviet_b": lacviet,
    "modern": modern,
    "aspnet": aspnet,
}


def template_of(office: Office) -> Template:
    return cast("Template", TEMPLATES[office.template])


@dataclass(frozen=True)
class SampleSite:
    """One portal: `pages` by canonical target, traps and attachments beyond them."""

    office: Office
    pages: Pages

    @property
    def host(self) -> str:
        return self.office.host

    def url(self, story: Story) -> str:
        """The address under which the portal's own lists link a story."""
        return f"https://{self.host}{template_of(self.office).path(story)}"

    def page(self, path: str, query: str = "") -> Page | None:
        return self.pages.get(template_of(self.office).canonical(path, query))

    def respond(self, path: str, query: str) -> Response | None:
        page = self.page(path, query)
        if page is not None:
            return page.render()
        if path.startswith(files.FOLDER):
            return _file(PurePosixPath(path).name, self.office)
        return template_of(self.office).fallback(self.office, path, query)


def sample_sites(*, sitemap: bool = True) -> list[SampleSite]:
    """The five sample portals; `sitemap` False takes the site map from the one that has it."""
    return [SampleSite(office, template_of(office).pages(office, sitemap)) for office in offices()]


def _file(name: str, office: Office) -> Response | None:
    offered = {file for story in office.stories for file in story.files}
    if name not in offered | {entry.file for entry in office.register}:
        return None
    return Response(files.content(name), content_type=files.media_type(name))
