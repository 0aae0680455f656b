"""compose.yaml is held against the compose specification and against this program; nothing is started."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import PROJECT
from tests.deploy.command_lines import SETTINGS, fault, settings_named_in

FILE = PROJECT / "compose.yaml"
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|API_KEY|DATABASE_URL|SMTP_URL")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def _ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose["services"].items() if "build" in service}


def _settings_of(service: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def _check(file: Path) -> subprocess.CompletedProcess[str]:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema, file], capture_output=True, text=True, check=False
    )


def test_follows_the_compose_specification(tmp_path: Path) -> None:
    assert _check(FILE).returncode == 0, _check(FILE).stdout
    misspelt = tmp_path / "compose.yaml"
    misspelt.write_text(FILE.read_text(encoding="utf-8").replace("healthcheck:", "health:"), encoding="utf-8")
    assert _check(misspelt).returncode == 1


def test_our_services_run_commands_that_exist(compose: dict[str, Any]) -> None:
    commands = {name: service["command"] for name, service in _ours(compose).items() if "command" in service}
    commands["health"] = compose["services"]["scheduler"]["healthcheck"]["test"][2:]
    assert commands["scheduler"] == ["schedule"]
    assert commands["serve"][0] == "serve"
    assert {name: fault(command) for name, command in commands.items() if fault(command)} == {}


def test_only_what_is_called_by_hand_has_no_command(compose: dict[str, Any]) -> None:
    for service in _ours(compose).values():
        assert "command" in service or service["profiles"] == ["cli"]


def test_settings_are_those_of_the_program() -> None:
    named = settings_named_in(FILE.read_text(encoding="utf-8"))
    assert named - SETTINGS == set()
    assert "REFORMWATCH_ELASTICSEARCH_URL" in named


def test_what_runs_all_the_time_is_watched_limited_and_restarted(compose: dict[str, Any]) -> None:
    standing = {name: one for name, one in compose["services"].items() if "profiles" not in one}
    assert {"postgres", "elasticsearch", "scheduler"} == set(standing)
    standing["serve"] = compose["services"]["serve"]
    for name, service in standing.items():
        assert service["healthcheck"]["test"], name
        assert service["restart"] == "unless-stopped", name
    assert all("mem_limit" in service for service in compose["services"].values())


def test_our_services_wait_for_the_servers_and_have_no_rights(compose: dict[str, Any]) -> None:
    for service in _ours(compose).values():
        waits = {name: how["condition"] for name, how in service["depends_on"].items()}
        assert waits == {"postgres": "service_healthy", "elasticsearch": "service_healthy"}
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["init"] is True  # a first process without it would not hear the signal to stop


def test_the_engine_is_chosen_in_the_environment_file(compose: dict[str, Any]) -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert "\nREFORMWATCH_ELASTICSEARCH_URL=http://elasticsearch:9200\n" in example
    for service in _ours(compose).values():
        # A minus without a colon: what is set and empty stays empty.
        value = _settings_of(service)["REFORMWATCH_ELASTICSEARCH_URL"]
        assert value == "${REFORMWATCH_ELASTICSEARCH_URL-http://elasticsearch:9200}"


def test_ports_are_open_on_this_machine_only(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)] == []


def test_data_lies_in_named_volumes(compose: dict[str, Any]) -> None:
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    assert {mount.partition(":")[0] for mount in mounts} == set(compose["volumes"])
    for service in _ours(compose).values():
        assert f"home:{_settings_of(service)['REFORMWATCH_HOME']}" in service["volumes"]


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    secret = [
        value
        for service in compose["services"].values()
        for name, value in _settings_of(service).items()
        if SECRET.search(name)
    ]
    assert len(secret) >= 3
    assert [value for value in secret if not re.search(r"\$\{\w+:\?[^}]+\}", value)] == []
    assert [value for value in secret if re.search(r"://\w+:[^$@]+@", value)] == []


def test_the_example_names_every_variable_and_holds_no_secret() -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in example.splitlines() if line and not line.startswith("#"))
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", FILE.read_text(encoding="utf-8")))
    assert asked - set(given) == set()
    assert {name for name in given if name.startswith("REFORMWATCH_")} <= SETTINGS
    secrets = {name: value for name, value in given.items() if SECRET.search(name)}
    assert {name for name, value in secrets.items() if value and not value.startswith("${")} == set()


def test_what_holds_secrets_reaches_neither_git_nor_the_image() -> None:
    assert "/.env" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()[0] == "*"
