"""The application: routes, and what every answer has in common."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from search.errors import IndexProblem
from search.web.guards import Limits, SecureHeaders
from search.web.pages import UNSUBSCRIBE_PATH, Pages
from search.web.site import Site
from store.errors import StoreError

log = logging.getLogger(__name__)

_HERE = Path(__file__).parent
_READ = ["GET", "HEAD"]
Handler: TypeAlias = Callable[..., Response]


def create_app(site: Site) -> FastAPI:
    """The pages of one site; it only reads its store, but for those who unsubscribe."""
    # No page of the framework's own: it would load scripts from elsewhere.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(site)
    routes: dict[str, Handler] = {
        "/": pages.home,
        "/about-the-crawler": pages.about,
        "/documents/{document_id}": pages.document,
        "/portals": pages.portals,
        "/watches/{name}.atom": pages.feed,
    }
    for path, handler in routes.items():
        app.add_api_route(path, handler, methods=_READ)
    app.add_api_route(UNSUBSCRIBE_PATH, pages.unsubscribe, methods=[*_READ, "POST"])
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    _answer_faults(app, pages)
    # The last one added is the first that a request meets.
    app.add_middleware(Limits, rate=site.rate_limit, free=UNSUBSCRIBE_PATH)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(site.hosts), www_redirect=False)
    app.add_middleware(SecureHeaders)
    return app


def _answer_faults(app: FastAPI, pages: Pages) -> None:
    """Every fault is a page of ours, without a word of how it came about; that stands in the log."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return pages.fault(request, error.status_code, headers=error.headers)

    def busy(request: Request, error: Exception) -> Response:
        log.warning("%s: %s", request.url.path, error)
        return pages.fault(request, 503, headers={"retry-after": "60"})

    def defect(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("defect %s at %s", number, request.url.path, exc_info=error)
        return pages.fault(request, 500, number=number)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(StoreError, busy)
    app.add_exception_handler(IndexProblem, busy)
    app.add_exception_handler(Exception, defect)
