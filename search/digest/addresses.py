"""Where a digest goes: an e-mail address in its one spelling, or the URL of a channel."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from search.digest.channels import check_channel
from store.subscribers import Kind

# Offices have mail at names such as so.local: whether it arrives is for their server to say.
SPECIAL_USE_DOMAIN_NAMES.clear()


@dataclass(frozen=True, slots=True)
class Address:
    """`key` is equal for two spellings of one address."""

    text: str
    key: str
    kind: Kind


def read_address(given: str) -> Address:
    """Raises ValueError, with a sentence, for what is neither an address nor the URL of a known channel."""
    text = given.strip()
    if "://" in text:
        check_channel(text)
        return Address(text, text, "channel")
    try:
        found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is not an e-mail address: {error}") from None
    # A domain with letters beyond ASCII is written as every server takes it.
    text = f"{found.local_part}@{found.ascii_domain}"
    return Address(text, text.casefold(), "mail")
