"""What is shipped for running it: image, unit and their documentation, as far as reading can tell."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.ops.health import ChannelFacts, Facts, FileFacts
from monitor.ops.metrics import Metrics

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
UNIT = (ROOT / "deploy" / "channel-monitor.service").read_text("utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    """(instruction, arguments) in order, continued lines joined, comments left out."""
    text = "\n".join(line for line in DOCKERFILE.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def final_stage() -> list[tuple[str, str]]:
    steps = instructions()
    last = max(number for number, (name, _) in enumerate(steps) if name == "FROM")
    return steps[last:]


def unit_keys() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = [value for name, value in final_stage() if name == "USER"]
    assert users == ["10001:10001"], "a number: so that a cluster can tell that it is not root"


def test_what_the_image_installs_was_fetched_by_its_hash() -> None:
    fetching = [value for name, value in instructions() if name == "RUN" and "pip" in value]
    for command in (part for value in fetching for part in value.split("&&")):
        if re.search(r"pip (install|wheel|download)", command):
            assert "--require-hashes" in command or "--no-index" in command, command


def test_the_image_asks_after_its_health() -> None:
    (check,) = [value for name, value in final_stage() if name == "HEALTHCHECK"]
    assert "/-/healthy" in check
    assert "urllib.request" in check, "there is no curl in it"


def test_no_secret_is_in_the_image() -> None:
    for name, value in instructions():
        assert name not in ("ARG", "ADD")
        if name == "ENV":
            assert not re.search(r"HASH|SECRET|TOKEN|PASSWORD|SESSION", value, re.IGNORECASE)
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*", "all stays out but what is named"
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    assert not {"var", ".git", "config/monitor.yaml", "config/.env"} & set(let_in)
    assert ignored.index("config/*") > ignored.index("!config")
    for path in let_in:
        assert (ROOT / path).exists(), f".dockerignore lets in {path}, which is not there"


def test_only_the_volume_is_written() -> None:
    steps = dict(final_stage())
    assert steps["VOLUME"] == steps["WORKDIR"] == "/data"
    assert "PYTHONDONTWRITEBYTECODE=1" in steps["ENV"]


def test_the_unit_says_what_a_daemon_needs() -> None:
    keys = unit_keys()
    for key, value in {
        "Type": "notify",
        "NotifyAccess": "main",
        "WatchdogSec": "30",
        "ExecReload": "/bin/kill -HUP $MAINPID",
        "Restart": "on-failure",
        "RestartPreventExitStatus": "78 64",
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
        "PrivateTmp": "yes",
        "StateDirectory": "channel-monitor",
        "MemoryDenyWriteExecute": "yes",
    }.items():
        assert keys[key] == [value]
    assert keys["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert int(keys["TimeoutStopSec"][0]) > 10, "systemd waits longer than we take"


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("NOT TESTED: systemd-analyze is not on this machine, so nothing read the unit as systemd does")
    unit = tmp_path / "channel-monitor.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT), "utf-8")
    done = subprocess.run([analyse, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def documented() -> dict[str, str]:
    """Each metric of the table with its labels."""
    rows = re.findall(r"(?m)^\| `(channel_monitor_\w+)` \|([^|]*)\|", OPERATION)
    return {name: ", ".join(sorted(labels.strip().split(", "))) for name, labels in rows}


def test_every_metric_is_documented_with_its_labels_and_none_else() -> None:
    facts = Facts(
        owed={("desk", "hook"): (1, 1.0)},
        sources={"telegram:desk": "live"},
        last_update=1.0,
        lag=0.1,
        channels={7: ChannelFacts("news", 1.0, False, {"0.5": 1.0})},
        files=FileFacts(budget=1),
        reach={("desk", "hook"): 1.0},
    )
    text = Metrics().render(facts).decode()
    found = {
        sample.name: ", ".join(sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("channel_monitor_")
    }
    assert documented() == found


def test_metrics_have_units_and_a_help_text() -> None:
    for family in text_string_to_metric_families(Metrics().render(Facts()).decode()):
        assert family.documentation
        words = family.name.split("_")
        if {"age", "lag", "stalled", "time"} & set(words):
            assert "seconds" in words


def test_alerts_are_about_metrics_that_exist() -> None:
    asked = set(re.findall(r"channel_monitor_\w+", OPERATION.split("## What to alert on")[1]))
    assert asked
    assert asked <= set(documented())
