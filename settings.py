"""The settings of the program: the only reader of the environment, and Scrapy's settings module.

Fields of `Settings` are what people set (`REFORMWATCH_<NAME>`, or a line of `.env`); the upper-case
constants are Scrapy's and the same for every crawl. `docs/settings.md` documents each field, and a
test keeps the two lists equal.
"""

from __future__ import annotations

import ipaddress
import os
import re
from email.utils import parseaddr
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from search.digest.mailserver import read_smtp_url
from search.engines.connection import read_address

PREFIX = "REFORMWATCH_"
VERSION = version("reformwatch")
# Stricter than Elasticsearch's rule for names of indices; the version is added to it: `<prefix>-v12`.
_INDEX_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")

_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")

_PYDANTICS = "Value error, "  # before each message of a validator


class SettingsError(ValueError):
    """The environment holds values that cannot be used; the message lists each one."""


def _crontab(value: str) -> str:
    from commands.jobs.times import read_cron  # noqa: PLC0415  only where somebody sets one

    read_cron(value)
    return value


def _addresses(value: Any) -> Any:
    return parse_addresses(value) if isinstance(value, str) else value


def _asked(value: SecretStr) -> SecretStr:
    if value and not re.fullmatch(r"https?://[^\s/]+\S*", value.get_secret_value()):
        raise ValueError("is not an address such as https://hc.example.org/ping")
    return value


Crontab = Annotated[str, AfterValidator(_crontab)]
Addresses = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_addresses)]


class Settings(BaseSettings):
    """What an operator may set; field by field in docs/settings.md."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True,
        hide_input_in_errors=True,  # a wrong value may hold a password
    )  # fmt: skip

    home: Path = Field(default_factory=lambda: platformdirs.user_data_path("reformwatch", appauthor=False))
    database_url: str = Field("", repr=False)  # may hold a password, as the next one
    elasticsearch_url: str = Field("", repr=False)
    elasticsearch_api_key: SecretStr = SecretStr("")
    elasticsearch_user: str = ""
    elasticsearch_password: SecretStr = SecretStr("")
    elasticsearch_ca: Path | None = None
    index_prefix: str = "reformwatch"
    contact: str = ""
    connect_to: Annotated[dict[str, tuple[str, int]], NoDecode] = Field(default_factory=dict)
    delay: float = Field(2.0, ge=0, le=3600)
    timeout: float = Field(30.0, gt=0, le=3600)
    retry_delay: float = Field(5.0, ge=0, le=3600)
    workers: int = Field(0, ge=0, le=64)
    min_free_mb: int = Field(200, ge=0)
    smtp_url: str = Field("", repr=False)  # may hold a password
    mail_from: str = ""
    public_url: str = ""
    unknown_delivery: Literal["resend", "hold"] = "resend"
    empty_digest: Literal["send", "skip"] = "send"
    rate_limit: int = Field(60, ge=0)
    secret: SecretStr = SecretStr("")
    jobs_at_once: int = Field(4, ge=1, le=64)
    index_at: Crontab = "55 * * * *"
    digest_day_at: Crontab = "0 7 * * *"
    digest_week_at: Crontab = "0 7 * * mon"
    digest_month_at: Crontab = "0 7 1 * *"
    digest_retry_at: Crontab = "*/5 * * * *"
    verify_at: Crontab = "30 12 * * *"
    backup_at: Crontab = "30 20 * * *"
    clean_up_at: Crontab = "15 21 * * *"
    backup_to: Path | None = None
    backup_keep: int = Field(7, ge=1)
    alert_to: Addresses = Field((), repr=False)  # the URL of a channel holds a key
    disk_low_mb: int = Field(1000, ge=0)
    backup_max_days: int = Field(3, ge=0)
    heartbeat_url: Annotated[SecretStr, AfterValidator(_asked)] = SecretStr("")
    keep_warc_days: int = Field(0, ge=0)
    keep_log_days: int = Field(30, ge=0)
    keep_search_log_days: int = Field(30, ge=0)
    keep_delivery_days: int = Field(400, ge=0)
    keep_unsubscribed_days: int = Field(30, ge=0)

    @field_validator("connect_to", mode="before")
    @classmethod
    def _targets(cls, value: Any) -> Any:
        return parse_connect_to(value) if isinstance(value, str) else value

    @field_validator("elasticsearch_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value:
            read_address(value)
        return value.strip().rstrip("/")

    @field_validator("elasticsearch_api_key")
    @classmethod
    def _one_header(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        key = value.get_secret_value()
        if not re.fullmatch(r"[!-~]*", key):
            raise ValueError("holds blanks or letters that no key has")
        if key:
            _refuse_two_users(info)
        return value

    @field_validator("elasticsearch_user")
    @classmethod
    def _one_way_in(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("elasticsearch_api_key"):
            raise ValueError("an API key is set too: set one of the two")
        if value:
            _refuse_two_users(info)
        return value

    @field_validator("elasticsearch_password")
    @classmethod
    def _belongs_to_a_user(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        # A user that was refused is missing here and has its line already.
        if "elasticsearch_user" in info.data and bool(info.data["elasticsearch_user"]) != bool(value):
            raise ValueError(f"{PREFIX}ELASTICSEARCH_USER and this are set together or not at all")
        return value

    @field_validator("elasticsearch_ca")
    @classmethod
    def _certificate(cls, value: Path | None) -> Path | None:
        if value is not None:
            check_certificate(value)
        return value

    @field_validator("index_prefix")
    @classmethod
    def _index_name(cls, value: str) -> str:
        if not _INDEX_NAME.fullmatch(value):
            raise ValueError(
                "is no name of an index: lower-case letters, digits, _ and -, a letter or digit first"
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        if value:
            read_smtp_url(value)
        return value.strip()

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
            raise ValueError("is no address such as digest@example.vn or Name <digest@example.vn>")
        return value.strip()

    @field_validator("public_url")
    @classmethod
    def _page(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w.~/-]*)?", value.strip(), re.ASCII):
            raise ValueError("is no address such as https://reformwatch.example.vn")
        return value.strip().rstrip("/")

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < 16:
            raise ValueError("is too short to be a secret: 16 letters at least")
        return value

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the store: the one that was set, else a SQLite file in HOME."""
        return self.database_url or f"sqlite:///{self.home / 'reformwatch.sqlite'}"

    @property
    def worker_count(self) -> int:
        """Extraction processes: as set, else one per core."""
        return self.workers or os.cpu_count() or 1


def _refuse_two_users(info: ValidationInfo) -> None:
    if urlsplit(info.data.get("elasticsearch_url", "")).username:
        raise ValueError("the address holds a user too: set one of the two")


def parse_connect_to(value: str) -> dict[str, tuple[str, int]]:
    """`HOST=127.0.0.1:PORT,…` as {host: (address, port)}.

    Raises ValueError for anything else: targets are loopback addresses only, so that this switch can
    never send a crawl to somebody else's machine.
    """
    targets: dict[str, tuple[str, int]] = {}
    for entry in filter(None, (part.strip() for part in value.split(","))):
        host, _, target = entry.partition("=")
        address, _, port = target.rpartition(":")
        try:
            loopback = ipaddress.ip_address(address.strip("[]")).is_loopback
        except ValueError:
            loopback = False
        if not (host and loopback and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError(f"{entry!r} is not HOST=LOOPBACK_ADDRESS:PORT")
        targets[host.strip().lower()] = (address.strip("[]"), int(port))
    return targets


def parse_addresses(value: str) -> tuple[str, ...]:
    """E-mail addresses and URLs of channels, with blanks or commas between them; a URL may hold commas.

    Raises ValueError without any part of a URL, which may be a key.
    """
    words = [word.rstrip(",") for word in value.split()]
    found = [part for word in words for part in ([word] if "://" in word else word.split(",")) if part]
    for address in found:
        if "://" not in address and not _MAIL.fullmatch(address):
            raise ValueError(f"{address!r} is neither an e-mail address nor the URL of a channel")
    return tuple(dict.fromkeys(found))


def check_certificate(file: Path) -> None:
    """Raises ValueError where `file` is no readable certificate in PEM form."""
    try:
        text = file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from error
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise ValueError(f"{file} holds no certificate in PEM form")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError with one line per wrong value."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"{PREFIX}{'_'.join(map(str, item['loc'])).upper()}: {item['msg'].removeprefix(_PYDANTICS)}"
            for item in error.errors()
        )
        raise SettingsError("\n".join(lines)) from None  # its input may hold a password


def override_home(home: Path) -> None:
    """`reformwatch --home DIR`: the data folder of this process and of those it starts."""
    os.environ[f"{PREFIX}HOME"] = str(home)
    get_settings.cache_clear()


# --- Scrapy ----------------------------------------------------------------------------------------------
# Reasons: docs/crawling.md. What depends on the portal or on `Settings` is set per crawler by crawler.run.

BOT_NAME = "reformwatch"
SPIDER_MODULES = ["crawler.spiders"]
ROBOTSTXT_OBEY = False  # crawler.politeness does it, fail-closed; Scrapy's own fails open
RETRY_ENABLED = False  # crawler.politeness retries with a back-off per host
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # on by default since Scrapy 2.19: a local port that runs any code
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0  # the limit itself is told; the warning names an internal host
DNS_TIMEOUT = 10
REACTOR_THREADPOOL_MAXSIZE = 128  # a thread hangs in a slow resolver for longer than DNS_TIMEOUT
CONCURRENT_REQUESTS_PER_DOMAIN = 1
MEMUSAGE_LIMIT_MB = 1024  # of the crawling process: more is a fault, the runs end as partial
