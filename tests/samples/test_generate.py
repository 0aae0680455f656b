from __future__ import annotations

import pytest

from crawler.portal import portal_from_mapping
from samples import SampleServer, generate
from samples.generate import PLATFORMS, GeneratedSite, generate_site


def paths(site: GeneratedSite) -> list[str]:
    return [site.site.url(story).removeprefix(f"https://{site.host}") for story in site.site.office.stories]


def body(site: GeneratedSite, path: str) -> bytes:
    response = site.respond(path, "")
    assert response is not None
    return response.body


def test_there_is_one_portal_for_every_platform() -> None:
    sites = generate(3)
    assert [site.platform for site in sites] == list(PLATFORMS)
    assert len({site.host for site in sites}) == len(sites)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_pages_are_as_heavy_as_those_of_real_portals(platform: str) -> None:
    site = generate_site(platform, 40)
    sizes = [len(body(site, path)) for path in paths(site)]
    assert min(sizes) > 60_000
    assert max(sizes) < 80_000


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_seed_gives_the_same_pages_and_another_seed_others(platform: str) -> None:
    first, same, other = (generate_site(platform, 5, seed) for seed in (1, 1, 2))
    assert paths(first) == paths(same)
    assert [body(first, path) for path in paths(first)] == [body(same, path) for path in paths(same)]
    titles = [{story.title for story in site.site.office.stories} for site in (first, other)]
    assert titles[0] != titles[1]


def test_no_two_articles_of_a_portal_are_alike() -> None:
    stories = generate_site("liferay_asset", 300).site.office.stories
    assert len({story.title for story in stories}) == 300
    assert len({story.lines for story in stories}) == 300


@pytest.mark.parametrize("platform", PLATFORMS)
def test_lists_of_twenty_lead_to_every_article(platform: str) -> None:
    site = generate_site(platform, 90)
    lists = [page.render().body for page in site.site.pages.values() if page.role == "listing"]
    shown = b"".join(lists).decode()
    assert all(f'href="{path}' in shown for path in paths(site))
    assert len(site.site.office.of_section("cai-cach-hanh-chinh")) > 10


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_generated_portal_declares_itself(platform: str) -> None:
    site = generate_site(platform, 3)
    portal = portal_from_mapping(site.declaration)
    assert (portal.platform, portal.hosts) == (platform, (site.host,))


def test_a_lone_portal_answers_under_any_host_so_that_a_plain_spider_reaches_it() -> None:
    site = generate_site("generic", 3)
    with SampleServer([site]) as server:
        assert server.answer("127.0.0.1", paths(site)[0]).body == body(site, paths(site)[0])
