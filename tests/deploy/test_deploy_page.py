"""docs/deploy.md names commands, settings, services and addresses that exist."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests.conftest import PROJECT
from tests.deploy.command_lines import SETTINGS, fault, named_in, settings_named_in

PAGE = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


def _calls(text: str) -> list[list[str]]:
    ours = {name: one.get("command", []) for name, one in SERVICES.items() if "build" in one}
    return list(named_in(text, ours))


def test_every_command_exists() -> None:
    calls = _calls(PAGE)
    assert ["schedule", "--once"] in calls
    assert ["index", "rebuild"] in calls
    assert {" ".join(call): fault(call) for call in calls if fault(call)} == {}


def test_a_command_that_does_not_exist_is_found() -> None:
    lines = ("    ExecStart=/opt/reformwatch crawl --shards 1/3", "`reformwatch index sink`", "`reformwatch`")
    calls = [*_calls("\n".join(lines)), *_calls("    docker compose run --rm scheduler -x")]
    assert [bool(fault(call)) for call in calls] == [True, True, True]


def test_volumes_are_called_as_docker_calls_them() -> None:
    named = set(re.findall(r"--volume (\w+):", PAGE))
    assert named
    assert named <= {f"{COMPOSE['name']}_{volume}" for volume in COMPOSE["volumes"]}


def test_every_setting_exists() -> None:
    named = settings_named_in(PAGE)
    assert "REFORMWATCH_ELASTICSEARCH_API_KEY" in named
    assert named - SETTINGS == set()


def test_the_table_of_services_is_that_of_the_file() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (\d) GB \| `(\w+)`.* \| (.+) \|$", PAGE, re.MULTILINE)
    told = {name: tuple(rest) for name, *rest in rows}
    assert told == {name: _facts(service) for name, service in SERVICES.items()}


def _facts(service: dict[str, Any]) -> tuple[str, str, str]:
    ports = [port.rpartition(":")[0] for port in service.get("ports", [])]
    volume = service["volumes"][0].partition(":")[0]
    return service["mem_limit"].removesuffix("g"), volume, ", ".join(ports) or "none"
