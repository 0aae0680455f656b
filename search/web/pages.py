"""The pages one by one: what is read for each, and which template shows it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.templating import Jinja2Templates

from search.digest.tokens import subscriber_id_of
from search.digest.words import Words
from search.indexer import open_index
from search.validated import Validations
from search.watch_checks import Fault
from search.watches import Watch, load_watches
from search.web.document import facts, local_day, pieces, safe_link, visible
from search.web.feed import atom, found_by
from search.web.health import portal_rows
from search.web.site import Site
from store.records import Document

UNSUBSCRIBE_PATH = "/unsubscribe"
_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_FAULTS = {
    400: ("Yêu cầu không hợp lệ", "This request cannot be read"),
    404: ("Không có trang này", "There is no such page"),
    405: ("Trang này không nhận yêu cầu như vậy", "This page takes no such request"),
    410: ("Văn bản này không còn được lưu giữ", "This document is no longer kept"),
    500: ("Lỗi của chúng tôi", "A fault of ours"),
    503: ("Hiện chưa trả lời được, xin thử lại sau", "No answer right now, please try again later"),
}


class Pages:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._templates = Jinja2Templates(directory=Path(__file__).parent / "templates")

    def home(self, request: Request) -> Response:
        return self._page(request, "home.html", documents=self._site.store.documents.count())

    def about(self, request: Request) -> Response:
        site = self._site
        return self._page(
            request, "about.html", contact=site.contact, user_agent=site.user_agent, delay=site.delay
        )

    def portals(self, request: Request) -> Response:
        return self._page(request, "portals.html", rows=portal_rows(self._site.store))

    def document(self, request: Request, document_id: str) -> Response:
        """A document with all that says what it is worth: its source, its versions, whether it is gone."""
        found = self._site.store.documents.get(document_id) if _ID.fullmatch(document_id) else None
        if found is None:
            gone = _ID.fullmatch(document_id) and self._site.store.documents.is_deleted(document_id)
            raise HTTPException(410 if gone else 404)
        return self._page(
            request,
            "document.html",
            document=found,
            title=pieces(found.title, "title", found),
            text=pieces(found.text, "text", found),
            facts=facts(found, Validations(self._site.store).sentences(found)),
            local_day=local_day,
            source=safe_link(found.url),
            attachments=[(visible(each.name), each.id, safe_link(each.url)) for each in found.attachments],
        )

    def feed(self, request: Request, name: str) -> Response:
        site = self._site
        watch, faults = _followed(site, name)
        found = self._found(watch) if not any(fault.stops for fault in faults) else []
        said = [Words("vi").fault(fault) for fault in faults]
        body = atom(watch, found, site.public_url, said, Validations(site.store).sentences)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"etag": tag})
        return Response(body, media_type="application/atom+xml; charset=utf-8", headers={"etag": tag})

    def _found(self, watch: Watch) -> list[Document]:
        index = open_index(self._site.index, self._site.store)
        try:
            return found_by(self._site.store, index, watch)
        finally:
            index.close()

    def unsubscribe(self, request: Request) -> Response:
        """RFC 8058: a POST without cookies is enough and may come twice; a GET only asks.

        Who is not known is told the same as who has left: no address can be tried out.
        """
        token = request.query_params.get("token", "")
        subscriber_id = subscriber_id_of(self._site.secret, token)
        if subscriber_id is None:
            return self._page(request, "unsubscribe.html", 400, step="wrong")
        if request.method != "POST":
            return self._page(request, "unsubscribe.html", step="ask", token=token)
        self._site.store.subscribers.unsubscribe(subscriber_id, dt.datetime.now(dt.UTC))
        return self._page(request, "unsubscribe.html", step="done")

    def fault(
        self, request: Request, status: int, *, headers: Mapping[str, str] | None = None, number: str = ""
    ) -> Response:
        vi, en = _FAULTS.get(status, _FAULTS[400])
        return self._page(request, "fault.html", status, headers, vi=vi, en=en, number=number)

    def _page(
        self,
        request: Request,
        name: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **shown: Any,
    ) -> Response:
        return self._templates.TemplateResponse(request, name, shown, status, headers)


def _followed(site: Site, name: str) -> tuple[Watch, tuple[Fault, ...]]:
    """The watch of a feed, and what is wrong with it: who follows it must hear why it brings nothing."""
    found, faults = load_watches(site.home, site.store.documents.by_portal()).chosen([name])
    faults = tuple(fault for fault in faults if fault.watch == name and fault.code != "gone")
    if not found and not faults:
        raise HTTPException(404)
    return found[0] if found else Watch(name), faults
