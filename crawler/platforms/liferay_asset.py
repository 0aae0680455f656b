"""Liferay 6.2 and later with the asset publisher, and the document register portlet beside it.

Facts: domain/platforms.md §1, §4 to §6. An article has many addresses (section, language, print, portlet
parameters) and one id or one slug of its site; only these are its identity.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote

from crawler.platforms.base import (
    Layout,
    ListMarks,
    PageMarks,
    UrlFacts,
    parse,
    plain_facts,
    refuse,
    skip,
)
from crawler.urls import (
    ASSET_EXTENSIONS,
    extension,
    host_of,
    key_path,
    page_key,
    query_pairs,
    segments,
    to_url,
)

_LANGUAGE = re.compile(r"^/(?:vi|en|fr|zh|ja|ko|lo|km|ru|de|es|th)(?:_[A-Z]{2})?(?=/|$)")
_FRIENDLY = re.compile(
    r"/-/(?P<portlet>view_content|asset_publisher/[^/]+|content_publisher/[^/]+|blogs|details/\d+|details)"
    r"/(?:pop_up/|maximized/)?(?:content/|document/|view/|rss/?)?(?P<what>id/\d+|[^/]+)/?$"
)
_DISPLAY_PAGE = re.compile(r"/(?:-|w)/(?P<what>[^/]+)/?$")  # Liferay 7: /-/slug, /w/slug
_SITE = re.compile(r"^/(?:web|group)/[^/]+")
_FILE = re.compile(r"^/(?:documents|c/document_library/get_file)(?:/|$)")
_LOGIN = re.compile(r"/c/portal/(login|logout)|/(login|dang-nhap|sign-in)(\.html)?/?$")
_REGISTER = re.compile(r"vbpq|vbqppl|vanban|legaldoc|doclegal", re.IGNORECASE)
_ID_KEY = re.compile(r"_(id|docid|vanbanid|documentid)$", re.IGNORECASE)
_DETAIL = re.compile(r"detail|chitiet|view_content", re.IGNORECASE)
_LOGIN_PORTLET = "58"
_CHROME_PORTLETS = frozenset({"3", "8", "15", "20", "49", "77", "86", "103", "145"})
_PUBLISHER = re.compile(r"101(_INSTANCE_\w+)?|com_liferay_asset_publisher_\w+")

_LISTS_INSTEAD = (".asset-abstract", ".lfr-pagination", "small.search-results", ".taglib-page-iterator")
_CHROME = (
    "p.view-content-author", ".asset-control-detail", ".related_asset", ".asset-related-assets",
    "ul.related_asset_list", ".related_asset_title", ".assetPublishDate", ".block_timer", ".asset-metadata",
    ".asset-full-content-title", ".asset-ratings", ".asset-discussion", ".taglib-social-bookmarks",
    ".lfr-meta-actions", ".asset-actions", ".user-tool-asset-addon-entries", ".taglib-discussion",
    ".asset-user-actions", ".print-action", ".mailto-action", ".taglib-header", ".tin-lien-quan", ".tin-khac",
)  # fmt: skip
_DATES = (
    ".assetPublishDate", ".block_timer", ".metadata-publish-date", ".asset-full-content .date",
    ".metadata-modified-date",
)  # fmt: skip

LAYOUTS = (
    Layout(
        "asset-full",
        title=("div.asset-full-content-title", ".asset-full-content h1.asset-title"),
        date=_DATES,
        section=(".dd_chuyenmuc .tintuc", ".breadcrumb li.active"),
        author=("p.view-content-author",),
        body=(".asset-full-content .asset-content", ".asset-full-content .journal-content-article",
              ".asset-full-content"),
        drop=_CHROME,
        unless=_LISTS_INSTEAD,
    ),
    Layout(
        "detail",
        title=(".nd_detail_chitiet h2", ".nd_detail_chitiet h1", "div.contentDetail h3"),
        date=(*_DATES, ".nd_detail_chitiet .date", ".nd_detail_chitiet .time", ".contentDetail .date",
              ".contentDetail .time"),
        section=(".breadcrumb li.active",),
        author=("p.view-content-author",),
        lead=(".nd_detail_chitiet .sapo", ".contentDetail .sapo"),
        body=(".nd_detail_chitiet .journal-content-article", ".contentDetail .journal-content-article",
              "div.journal-content-article", ".nd_detail_chitiet", "div.contentDetail"),
        drop=_CHROME,
        unless=_LISTS_INSTEAD,
    ),
    Layout(
        "asset-publisher",
        by_address=True,
        title=(".header-title", ".asset-full-content .asset-title", ".asset-full-content .component-title",
               ".asset-full-content h1", ".asset-full-content h2", ".asset-full-content h3",
               ".journal-content-article h1"),
        date=(*_DATES, ".asset-user-info .text-secondary", "time", ".publish-date", ".ngay-dang"),
        section=(".breadcrumb li.active",),
        author=(".metadata-author",),
        body=(".asset-full-content .asset-content", ".asset-full-content .journal-content-article",
              ".asset-full-content", ".portlet-asset-publisher .journal-content-article",
              ".portlet-asset-publisher .asset-content", "div.journal-content-article"),
        drop=_CHROME,
    ),
)  # fmt: skip

LISTS = ListMarks(
    item=("h3.asset-title a", ".asset-title a", ".asset-abstract h3 a", ".asset-abstract h2 a",
          ".vbpq-list a", ".list-vbpq a", "td.vbpq-title a"),
    pager=(".lfr-pagination a", ".pagination a", "ul.pager a", ".taglib-page-iterator a", ".paging a"),
)  # fmt: skip

MARKS = PageMarks(
    soft_404=("#portlet_status", "code.lfr-url-error", ".portlet-status"),
    login=("#p_p_id_58_", "#portlet_58", "form.sign-in-form"),
    print_view=("body.portal-popup",),
    register=("td.vbpq-detail-col1", ".vbpq-detail th", ".vbpq-detail-label"),
)


class LiferayAsset:
    name = "liferay_asset"
    layouts = LAYOUTS
    lists = LISTS
    marks = MARKS

    def classify(self, url: str) -> UrlFacts:
        parts = parse(url)
        if parts is None:
            return refuse(url)
        return _file(parts) or _unwanted(parts) or _friendly(parts) or _by_portlet(parts)

    def next_page(self, url: str) -> str | None:
        return None


def _file(parts: SplitResult) -> UrlFacts | None:
    """`/documents/<group>/<folder>/<name>[/<uuid>]`; pictures lie there too."""
    if not _FILE.search(parts.path):
        return None
    names = [name for name in segments(parts.path) if extension(f"/{name}")]
    if names and extension(f"/{names[-1]}") in ASSET_EXTENSIONS:
        return skip(parts, "asset")
    return UrlFacts("file", to_url(parts), page_key(parts))


def _unwanted(parts: SplitResult) -> UrlFacts | None:
    pairs = dict(query_pairs(parts))
    if pairs.get("p_p_id") == _LOGIN_PORTLET or _LOGIN.search(parts.path):
        return skip(parts, "login")
    languages = sum(1 for name in segments(parts.path) if _LANGUAGE.match(f"/{name}") and len(name) in {2, 5})
    if languages > 1 or parts.path.count("/-/") > 1:
        return skip(parts, "trap")
    if re.match(r"/(image|images|c|combo|html|api|o)/", parts.path):
        return skip(parts, "asset" if not parts.path.startswith("/c/") else "action")
    if pairs.get("p_p_lifecycle", "0") != "0" or pairs.get("p_p_mode", "view") != "view":
        return skip(parts, "action")
    if pairs.get("p_p_id") in _CHROME_PORTLETS:
        return skip(parts, "chrome")
    return plain_facts(parts)


def _friendly(parts: SplitResult) -> UrlFacts | None:
    """`…/-/view_content/<id>-<slug>`, `…/-/asset_publisher/<x>/content/<slug>`, `…/-/details/<n>/<slug>`.

    Another language of the portal is rewritten to its own: a translation is not the article.
    """
    path = _LANGUAGE.sub("", parts.path)
    found = _FRIENDLY.search(path) or _DISPLAY_PAGE.search(path)
    if not found or found["what"] in {"rss", "maximized", "pop_up", "content"}:
        return None
    own = parts.path if parts.path.startswith(("/vi/", "/vi_VN/")) else path
    clean = parts._replace(path=re.sub(r"/(pop_up|maximized)(?=/)", "", own), query="")
    identity = _identity(found.groupdict().get("portlet") or "", found["what"], path)
    return UrlFacts("article", to_url(clean), host_of(parts) + identity)


def _identity(portlet: str, what: str, path: str) -> str:
    name = re.sub(r"\.html?$", "", unquote(what))
    number = re.match(r"(?:id/)?(\d+)(?:-|$)", name)
    if number and (portlet == "view_content" or name.startswith("id/")):
        return f"/id/{number[1]}"
    return f"{_site(path)}/content{key_path('/' + name)}"


def _site(path: str) -> str:
    """The site of the host, below which a slug is unique; the default site has no prefix."""
    found = _SITE.match(path)
    return "" if not found or found[0] in {"/web/guest", "/group/guest"} else found[0]


def _by_portlet(parts: SplitResult) -> UrlFacts:
    """Portlet parameters: a register's record, an article by parameters, a page of a list, else a page."""
    pairs = query_pairs(parts)
    portlet = dict(pairs).get("p_p_id", "")
    host = host_of(parts)
    numbers = [value for name, value in pairs if _ID_KEY.search(name) and value.isdigit()]
    if _REGISTER.search(portlet) and numbers and any(_DETAIL.search(value) for _, value in pairs):
        return UrlFacts("register", to_url(parts), f"{host}/{portlet}/{numbers[0]}")
    slug = next((value for name, value in pairs if name.endswith("_urlTitle") and value), None)
    if slug and _PUBLISHER.fullmatch(portlet):
        return UrlFacts("article", to_url(parts), f"{host}{_site(parts.path)}/content/{slug}")
    bare = parts._replace(path=_LANGUAGE.sub("", parts.path) or "/", query="")
    current = next(
        ((name, value) for name, value in pairs if name.endswith("_cur") and value.isdigit()), None
    )
    if current:
        return UrlFacts("listing", to_url(parts), f"{page_key(bare)}?{portlet}_cur={current[1]}")
    own = parts._replace(path=bare.path)
    return UrlFacts("page", to_url(parts), page_key(own, _is_content))


def _is_content(name: str) -> bool:
    """Portlet plumbing does not make another page."""
    return not re.match(
        r"p_p_(lifecycle|state|mode|col_\w+|auth)|p_r_p_|p_l_id|redirect|inheritRedirect|_\w+_delta", name
    )


PLATFORM = LiferayAsset()
