"""HTTPS servers on loopback with the faults of faults.md N5 and N6, for crawls that must not trust them.

The address guard lets no crawl reach 127.0.0.1, and CONNECT_TO speaks plain HTTP. `tests.crawler.child`
therefore takes the option `local_names`: names that the guard of that one test process resolves to 127.0.0.1,
as it does for a CONNECT_TO target. Nothing in the program can set it. A portal of such a server is declared
with its port (`https://het-han.example:8443/`), its run needs a contact, and its pause is the real one.
"""

from __future__ import annotations

import datetime as dt
import ssl
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from tests.crawler.site import Page, Site

Fault: TypeAlias = Literal[
    "none", "self_signed", "expired", "wrong_host", "rsa1024", "sha1", "no_intermediate", "tls10", "tls11",
    "plain", "closes",
]  # fmt: skip
_OLD = {"tls10": ssl.TLSVersion.TLSv1, "tls11": ssl.TLSVersion.TLSv1_1}


class TlsSite(Site):
    """A site behind TLS; its authority, as option `ca` of a crawl, makes the certificate of `none` good.

    `connections` counts those that were opened, also where no request came of them.
    """

    def __init__(
        self, pages: Mapping[str, Page], host: str, authority: trustme.CA, folder: Path, fault: Fault = "none"
    ) -> None:
        context = None if fault in ("plain", "closes") else _context(fault, host, authority, folder)
        super().__init__(pages)
        self.connections = 0
        self._take, self._server.process_request = self._server.process_request, self._counted  # type: ignore[method-assign]
        self.host = host
        self.url = f"https://{host}:{self.port}/"
        if fault == "closes":
            self._take = self._hang_up
        if context is not None:
            # The handshake waits for the handler's thread, so that a client that stalls holds up nobody.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )

    def _counted(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        self._take(request, client_address)

    def _hang_up(self, request: Any, client_address: Any) -> None:
        self._server.shutdown_request(request)


def _context(fault: Fault, host: str, authority: trustme.CA, folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if fault in ("self_signed", "rsa1024", "sha1"):
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.load_cert_chain(_made(host, fault, authority, folder))
        return context
    if fault in _OLD:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old protocols are the point
            context.minimum_version = context.maximum_version = _OLD[fault]
    leaf = _issue(fault, host, authority)
    if fault == "no_intermediate":
        path = folder / f"{host}.pem"
        path.write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
        context.load_cert_chain(path)
    else:
        leaf.configure_cert(context)
    return context


def _issue(fault: Fault, host: str, authority: trustme.CA) -> trustme.LeafCert:
    if fault == "expired":
        return authority.issue_cert(host, not_after=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
                                    not_before=dt.datetime(2023, 1, 1, tzinfo=dt.UTC))  # fmt: skip
    if fault == "no_intermediate":
        authority = authority.create_child_ca()
    return authority.issue_cert("khac.example" if fault == "wrong_host" else host)


def _made(host: str, fault: Fault, authority: trustme.CA, folder: Path) -> Path:
    """A certificate that no authority of today would make; only that of `self_signed` has none behind it."""
    key = rsa.generate_private_key(65537, 1024 if fault == "rsa1024" else 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    signer, issuer = key, name
    if fault != "self_signed":
        signer = _rsa_key(authority)
        issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    )
    certificate = builder.sign(signer, hashes.SHA256())
    if fault == "sha1":
        certificate = _with_sha1(certificate, signer)
    path = folder / f"{host}.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def _rsa_key(authority: trustme.CA) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(authority.private_key_pem.bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey), "this takes an authority of RSA"
    return key


def _with_sha1(certificate: x509.Certificate, signer: rsa.RSAPrivateKey) -> x509.Certificate:
    """The same certificate signed by SHA-1, which the library refuses to write: both names are as long."""
    sha256, sha1 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
    part = certificate.tbs_certificate_bytes.replace(sha256, sha1)
    signature = signer.sign(part, padding.PKCS1v15(), hashes.SHA1())
    whole = certificate.public_bytes(Encoding.DER).replace(sha256, sha1)
    return x509.load_der_x509_certificate(whole[: -len(signature)] + signature)
