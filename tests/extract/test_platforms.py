"""Addresses: role, address to fetch, identity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms import Platform, get_platform, platform_names
from pipelines.tree import parse_selector

HOST = "https://sonoivu.thuan-an.example"
REGISTER = (
    "/van-ban?p_p_id=4_WAR_portalvbpqportlet&p_p_lifecycle=0&p_p_state=normal&_4_WAR_portalvbpqportlet_id=7312"
    "&_4_WAR_portalvbpqportlet_mvcPath=%2Fhtml%2Fportlet%2Flist%2Fview_detail.jsp"
)


@pytest.fixture(params=["generic", "liferay_asset", "sharepoint_lacviet"])
def platform(request: pytest.FixtureRequest) -> Platform:
    return get_platform(request.param)


def test_the_platforms_are_the_modules() -> None:
    assert platform_names() == ("generic", "liferay_asset", "sharepoint_lacviet")
    assert all(get_platform(name).name == name for name in platform_names())


def test_an_unknown_platform_is_named_with_those_that_exist() -> None:
    with pytest.raises(LookupError, match="liferay_asset"):
        get_platform("drupal")


def test_every_selector_of_every_platform_can_be_read(platform: Platform) -> None:
    marks = platform.marks
    selectors = [*platform.lists.item, *platform.lists.pager, *marks.soft_404, *marks.login, *marks.register]
    for layout in platform.layouts:
        selectors += [*layout.title, *layout.body, *layout.lead, *layout.date, *layout.section, *layout.drop]
        selectors += [*layout.author, *layout.unless]
    for selector in selectors:
        assert parse_selector(selector)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/tep/style.css?v=3", "asset"),
        ("/anh/hop-bao.JPG", "asset"),
        ("/dang-nhap", "login"),
        ("/rss/tin-moi.rss", "feed"),
        ("/tin.html/vi/en/vi.html", "trap"),
        ("/a/b/a/b/a/b/a", "trap"),
        ("/x" + "y" * 2100, "trap"),
    ],
)
def test_what_no_platform_follows_says_why(platform: Platform, path: str, reason: str) -> None:
    facts = platform.classify(HOST + path)
    assert (facts.role, facts.reason) == ("skip", reason)


@pytest.mark.parametrize(
    "url", ["mailto:vanthu@thuan-an.example", "javascript:void(0)", "http://", "//x/y", "http://[::1"]
)
def test_what_is_no_web_address_is_skipped(platform: Platform, url: str) -> None:
    assert platform.classify(url).reason == "bad_url"


def test_documents_are_files(platform: Platform) -> None:
    assert platform.classify(f"{HOST}/van-ban/12-KH.pdf").role == "file"
    assert platform.classify(f"{HOST}/van-ban/Phu%20luc.DOCX?download=1").role == "file"


def test_one_page_has_one_key_however_it_is_written(platform: Platform) -> None:
    keys = {
        platform.classify(url).key
        for url in (
            "https://thuan-an.example/tin-tuc/",
            "http://www.THUAN-AN.example:80/tin-tuc?utm_source=zalo&fbclid=1#dau",
            "https://thuan-an.example/tin-tuc;jsessionid=8F2A",
            "https://thuan-an.example//tin-tuc",
        )
    }
    assert keys == {"thuan-an.example/tin-tuc"}


@given(st.text(max_size=200))
def test_classify_never_raises(text: str) -> None:
    for name in platform_names():
        get_platform(name).classify(text)
        facts = get_platform(name).classify(f"https://thuan-an.example/{text}")
        assert facts.key


@pytest.mark.parametrize(
    "path",
    [
        "/tin/-/view_content/4512-ke-hoach-nam-2024.html",
        "/vi/chi-dao/-/view_content/4512-ke-hoach-nam-2024.html",
        "/en/chi-dao/-/view_content/4512-ke-hoach-nam-2024.html",
        "/tin/-/view_content/pop_up/4512-ke-hoach-nam-2024.html?_101_viewMode=print",
        "/tin/-/view_content/4512-ke-hoach-khac?inheritRedirect=false&redirect=%2Ftin",
    ],
)
def test_a_liferay_article_is_its_id(path: str) -> None:
    facts = get_platform("liferay_asset").classify(HOST + path)
    assert (facts.role, facts.key) == ("article", "sonoivu.thuan-an.example/id/4512")
    assert "pop_up" not in facts.url
    assert "/en/" not in facts.url
    assert "?" not in facts.url


def test_a_liferay_slug_is_an_identity_within_its_site() -> None:
    classify = get_platform("liferay_asset").classify
    plain = classify(f"{HOST}/chi-tiet/-/asset_publisher/Mo12/content/hop-bao-quy-ii")
    assert plain.role == "article"
    assert (
        plain.key
        == classify(f"{HOST}/vi/web/guest/x/-/asset_publisher/Zz9/content/hop-bao-quy-ii?redirect=1").key
    )
    assert plain.key == classify(f"{HOST}/-/hop-bao-quy-ii").key
    assert plain.key != classify(f"{HOST}/web/xa-binh-minh/-/asset_publisher/Zz9/content/hop-bao-quy-ii").key
    assert classify(f"{HOST}/-/details/20182/hop-bao-quy-ii").role == "article"
    assert (
        classify(f"{HOST}/tin?p_p_id=101_INSTANCE_ab&_101_INSTANCE_ab_urlTitle=hop-bao-quy-ii").key
        == plain.key
    )


def test_a_register_is_its_portlet_and_id() -> None:
    classify = get_platform("liferay_asset").classify
    facts = classify(HOST + REGISTER)
    assert (facts.role, facts.key) == ("register", "sonoivu.thuan-an.example/4_WAR_portalvbpqportlet/7312")
    assert classify(f"{HOST}/en{REGISTER}").key == facts.key
    assert facts.url == HOST + REGISTER


def test_of_a_liferay_pager_only_the_page_number_counts() -> None:
    classify = get_platform("liferay_asset").classify
    query = "?p_p_id=101&p_p_lifecycle=0&_101_delta={}&p_r_p_564233524_resetCur=false&_101_cur={}"
    second = classify(f"{HOST}/tin{query.format(20, 2)}")
    assert second.role == "listing"
    assert second.key == classify(f"{HOST}/vi/tin{query.format(10, 2)}").key
    assert second.key != classify(f"{HOST}/tin{query.format(20, 3)}").key


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/web/site/login?p_p_id=58&p_p_lifecycle=0", "login"),
        ("/c/portal/login?p_l_id=1", "login"),
        ("/en/vi/tin", "trap"),
        ("/tin/-/view_content/en/tin/-/view_content/12-x.html", "trap"),
        ("/image/journal/article?img_id=12", "asset"),
        ("/documents/10/20/anh.png/8a", "asset"),
        ("/tin?p_p_id=101&p_p_lifecycle=1", "action"),
        ("/tin?p_p_id=3&p_p_lifecycle=0", "chrome"),
    ],
)
def test_what_liferay_adds_to_a_portal_is_skipped(path: str, reason: str) -> None:
    facts = get_platform("liferay_asset").classify(HOST + path)
    assert (facts.role, facts.reason) == ("skip", reason)


def test_liferay_files_need_no_extension() -> None:
    classify = get_platform("liferay_asset").classify
    assert classify(f"{HOST}/documents/554/716/Quyet+dinh.pdf/8f2a-11").role == "file"
    assert classify(f"{HOST}/documents/554/437/120220525/120220525").role == "file"
    assert classify(f"{HOST}/c/document_library/get_file?uuid=8f2a").role == "file"


def test_a_sharepoint_item_counts_within_its_list() -> None:
    classify = get_platform("sharepoint_lacviet").classify
    first = classify(
        f"{HOST}/tintuc/Lists/Posts/Post.aspx?CategoryId=5&ItemID=312&PublishedDate=2018-03-28T18:35:00Z"
    )
    assert first.role == "article"
    assert first.key == classify(f"{HOST}/TinTuc/lists/posts/post.aspx?ItemID=312").key
    assert first.key != classify(f"{HOST}/thongbao/Lists/Posts/Post.aspx?ItemID=312").key
    assert classify(f"{HOST}/noidung/Lists/TB/DispForm.aspx?ID=9").role == "article"


@pytest.mark.parametrize(
    ("path", "role", "reason"),
    [
        ("/tin-tuc/page/3/", "listing", None),
        ("/tintuc/Lists/Posts/AllPosts.aspx", "listing", None),
        ("/tintuc/Pages/tin.aspx?Page=4", "listing", None),
        ("/hop-bao-quy-ii", "page", None),
        ("/_layouts/LacVietBIO/x.aspx", "skip", "system"),
        ("/web/20180331081814/http://thuan-an.example/x", "skip", "archive_copy"),
        ("/http/thuan-an.example", "skip", "archive_copy"),
        ("/tintuc/Lists/Posts/EditForm.aspx?ID=3", "skip", "action"),
        ("/tintuc/Pages/tin.aspx?ItemID=4&print=1", "skip", "print"),
    ],
)
def test_sharepoint_addresses(path: str, role: str, reason: str | None) -> None:
    facts = get_platform("sharepoint_lacviet").classify(HOST + path)
    assert (facts.role, facts.reason) == (role, reason)


def test_a_slug_list_goes_on_with_the_next_number() -> None:
    turn = get_platform("sharepoint_lacviet").next_page
    assert turn(f"{HOST}/tin-tuc/") == f"{HOST}/tin-tuc/page/2"
    assert turn(f"{HOST}/tin-tuc/page/2/") == f"{HOST}/tin-tuc/page/3"
    assert turn(f"{HOST}/") is None
    assert turn(f"{HOST}/tin.aspx?Page=2") is None


def test_the_generic_platform_knows_addresses_of_the_others() -> None:
    classify = get_platform("generic").classify
    assert classify(f"{HOST}/tin/-/view_content/4512-x.html").key.endswith("/id/4512")
    assert classify(f"{HOST}/Pages/tin.aspx?ItemID=9").role == "article"


def test_ids_in_the_query_are_identities_in_any_order() -> None:
    classify = get_platform("generic").classify
    assert classify(f"{HOST}/?gd=1&cn=28&tc=4411").key == classify(f"{HOST}/?tc=4411&cn=30&gd=1").key
    oracle = classify(f"{HOST}/webcenter/portal/so/pages_tin/chi-tiet?dDocName=PORTAL17&_afrLoop=99")
    assert oracle.key == "sonoivu.thuan-an.example/dDocName=PORTAL17"


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/tin-tuc/page/2/", "listing"),
        ("/tin/trang-4.html", "listing"),
        ("/tin?page=6", "listing"),
        ("/tin", "page"),
    ],
)
def test_generic_pagers(path: str, role: str) -> None:
    assert get_platform("generic").classify(HOST + path).role == role


@pytest.mark.parametrize(
    "path", ["/vi/print/tin/ke-hoach-12/", "/vi/savefile/tin/ke-hoach-12/", "/tin/x?print=1"]
)
def test_generic_print_twins_are_skipped(path: str) -> None:
    assert get_platform("generic").classify(HOST + path).reason == "print"
