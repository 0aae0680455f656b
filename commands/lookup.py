"""A document by whatever a person has of it: its id, or any address that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Container

    from store.database import Store
    from store.erasing import Withdrawn
    from store.records import Document


def find_document(store: Store, id_or_url: str, version: int | None = None) -> Document | None:
    """As `store.documents.get`, and by the platform's key too.

    So the print page, the page in another language and a link with tracking keys all lead to their document.
    """
    found = store.documents.get(id_or_url, version)
    if found is not None or "." not in id_or_url:
        return found
    return next(
        (document for key in _keys(id_or_url) if (document := store.documents.get(key, version))), None
    )


def find_chosen(
    store: Store, members: Container[str], id_or_url: str, version: int | None = None
) -> Document | None:
    """The same among the chosen documents of a corpus: of the others it holds bare rows only."""
    found = next((id_ for id_ in _ids(id_or_url) if id_ in members), None)
    return None if found is None else store.documents.get(found, version)


def withdrawn_of(store: Store, id_or_url: str) -> Withdrawn | None:
    """The withdrawal of a document that is no longer there, by its id or an address of it."""
    return store.erasing.withdrawn(_ids(id_or_url))


def _ids(id_or_url: str) -> list[str]:
    from store.addresses import address_key
    from store.records import identity

    ids = [id_or_url, identity(address_key(id_or_url))]
    return [*ids, *(_keys(id_or_url) if "." in id_or_url else ())]


def _keys(url: str) -> list[str]:
    """What the platform of the address's portal makes of it: the id, and the address that it fetches."""
    from commands.options import declared_portals
    from crawler.platforms import get_platform
    from store.records import identity

    absolute = url if "://" in url else f"https://{url}"
    try:
        host = urlsplit(absolute).hostname
    except ValueError:
        return []
    owners = [portal for portal in declared_portals().values() if host in portal.hosts]
    platform = get_platform(owners[0].platform if owners else "generic")
    facts = platform.classify(absolute)
    if facts.reason == "print":  # the print form of an address that has no other
        facts = platform.classify(absolute.partition("?")[0])
    return [identity(facts.key), facts.url]
