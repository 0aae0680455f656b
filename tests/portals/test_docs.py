"""docs/portals.md names every key and every platform, and what it shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from crawler.declaration_model import CrawlModel, ExpectsModel, PortalModel, SectionModel, SpanModel
from crawler.marked_yaml import read_marked
from crawler.platforms import platform_names
from crawler.portal import load_portals, portal_from_mapping

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "portals.md").read_text(encoding="utf-8")
PART_OF = {
    PortalModel: "The keys",
    SpanModel: "locality",
    SectionModel: "sections",
    ExpectsModel: "expects",
    CrawlModel: "crawl",
}


def part(title: str) -> str:
    found = re.search(rf"^##+ {title}$(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def keys_in(text: str) -> set[str]:
    first_cells = re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
    return {key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)}


@pytest.mark.parametrize("model", PART_OF, ids=lambda model: model.__name__)
def test_each_key_is_documented_in_its_part_and_no_other(model: type[BaseModel]) -> None:
    assert keys_in(part(PART_OF[model])) == set(model.model_fields)


def test_each_platform_is_described() -> None:
    assert keys_in(part("Or by hand, in five minutes")) == set(platform_names())


def test_the_example_is_a_whole_declaration(tmp_path: Path) -> None:
    example = re.search(
        r"^       id: .*?(?=\n\n)", part("Or by hand, in five minutes"), re.MULTILINE | re.DOTALL
    )
    assert example
    (tmp_path / "phuloc.yml").write_text(
        re.sub(r"^ {7}", "", example[0], flags=re.MULTILINE), encoding="utf-8"
    )
    assert list(load_portals([tmp_path])) == ["phuloc"]


@pytest.mark.parametrize("title", ["locality", "sections"])
def test_the_other_examples_are_valid_too(title: str) -> None:
    blocks = re.findall(r"(?:^    .*\n)+", part(title), re.MULTILINE)
    assert blocks
    for block in blocks:
        marked = read_marked(re.sub(r"^ {4}", "", block, flags=re.MULTILINE).encode())
        base = {
            "id": "mau",
            "name": "Mẫu",
            "url": "https://mau.example/",
            "platform": "generic",
            "locality": "P34:46",
        }
        assert not marked.errors
        assert portal_from_mapping({**base, **marked.data}).id == "mau"


def test_the_stated_defaults_are_the_real_ones() -> None:
    assert "7 days, 1 to 200 items" in part("The keys")
    assert (ExpectsModel().gap_days, ExpectsModel().items_per_run) == (7, [1, 200])
