"""What an address may be: e-mail in one spelling, or a channel whose secret is never told."""

from __future__ import annotations

import pytest

from search.digest.addresses import read_address
from search.digest.channels import mask

SECRET = "123456789:AAFsecretsecretsecretsecretsecretsec"

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def test_spellings_of_an_address_have_one_key() -> None:
    first, second = read_address(" Nguyen.An@Office.EXAMPLE "), read_address("nguyen.an@office.example")
    assert first.key == second.key
    assert first.text == "Nguyen.An@office.example"
    assert read_address("an@so.local").kind == "mail"
    assert read_address("an@ví-dụ.example").text == "an@xn--v-d-rma6749a.example"


@pytest.mark.parametrize(
    "given",
    ["", "an", "an@", "@office.example", "an@@office.example", "an@office..example", "a b@office.example",
     "an@office.example\r\nBcc: x@y.example", "<an@office.example>", "an@office.example,b@office.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        read_address(given)


def test_a_channel_is_known_by_its_url_and_shown_without_its_secret() -> None:
    found = read_address(f"tgram://{SECRET}/987654321")
    assert found.kind == "channel"
    assert mask(found.text) == "tgram://…"
    with pytest.raises(ValueError, match="is not the URL of a channel") as caught:
        read_address(f"nowhere://{SECRET}")
    assert SECRET not in str(caught.value)
