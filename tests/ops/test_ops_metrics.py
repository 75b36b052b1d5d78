"""What is counted and how it is shown."""

import ast
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

import monitor
from monitor.ops.health import ChannelFacts, Facts
from monitor.ops.metrics import COUNTERS, Metrics


def samples(metrics: Metrics, facts: Facts | None = None) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = metrics.render(facts or Facts()).decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_counter_of_few_values_is_there_before_anything_happened() -> None:
    found = samples(Metrics())
    for counter in COUNTERS.values():
        for value in counter.values:
            labels = ((counter.label, value),) if counter.label else ()
            assert found[counter.name, labels] == 0
    assert ("channel_monitor_decisions_total", (("reason", "cooling_down"),)) in found


def test_counts_add_up() -> None:
    metrics = Metrics()
    metrics.count("changes", "new")
    metrics.count("changes", "new", 2)
    metrics.count("notices", by=4)
    metrics.stage("match", 0.25, 10)
    metrics.stage("match", 0.5, 5)
    found = samples(metrics)
    assert found["channel_monitor_changes_total", (("kind", "new"),)] == metrics.value("changes", "new") == 3
    assert found["channel_monitor_notices_total", ()] == 4
    assert found["channel_monitor_stage_seconds_total", (("stage", "match"),)] == 0.75
    assert found["channel_monitor_stage_updates_total", (("stage", "match"),)] == 15


def test_done_is_what_was_written_or_set_aside() -> None:
    metrics = Metrics()
    metrics.stage("settle", 0.1, 7)
    metrics.stage("write", 0.1, 6)
    metrics.count("quarantined", "Posted")
    assert metrics.done == 7


def test_a_counter_that_nobody_knows_costs_nobody_a_post() -> None:
    metrics = Metrics()
    metrics.count("slips", "of the pen")
    metrics.count("slips", "of the pen")
    assert not any("slips" in name for name, _ in samples(metrics))


def test_every_counter_that_a_room_names_is_known() -> None:
    package = Path(monitor.__file__).parent
    named = {
        node.args[0].value
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "count"
        and "meter" in ast.dump(node.func.value)
        and isinstance(node.args[0], ast.Constant)
    }
    assert named == set(COUNTERS)


def test_gauges_show_the_facts() -> None:
    facts = Facts(
        waiting=3,
        stalled=1.5,
        sources={"telegram:desk": "flooded"},
        owed={("desk", 'hook "a"'): (2, 12.5)},
        reach={("desk", 'hook "a"'): 40.0, ("desk", "mail"): None},
        dead=1,
        last_update=0.25,
        lag=0.001,
        refused=True,
    )
    found = samples(Metrics(), facts)
    assert found["channel_monitor_intake_waiting_updates", ()] == 3
    assert found["channel_monitor_stalled_seconds", ()] == 1.5
    assert found["channel_monitor_last_update_age_seconds", ()] == 0.25
    assert found["channel_monitor_loop_lag_p99_seconds", ()] == 0.001
    assert found["channel_monitor_reload_refused", ()] == 1
    assert found["channel_monitor_database_writable", ()] == 1
    assert found["channel_monitor_ready", ()] == 0
    assert found["channel_monitor_deliveries_dead", ()] == 1
    labels = (("entry", 'hook "a"'), ("receiver", "desk"))
    assert found["channel_monitor_deliveries_waiting", labels] == 2
    assert found["channel_monitor_delivery_oldest_age_seconds", labels] == 12.5
    assert found["channel_monitor_entry_unreachable", labels] == 1
    assert found["channel_monitor_entry_unreachable", (("entry", "mail"), ("receiver", "desk"))] == 0
    assert found["channel_monitor_source_state", (("source", "telegram:desk"), ("state", "flooded"))] == 1


def test_each_channel_says_how_it_is_seen() -> None:
    quick, new = ChannelFacts("news", 2.5, False, {"0.5": 1.5, "0.99": 9.0}), ChannelFacts("news", 700.0, True)
    found = samples(Metrics(), Facts(channels={7: quick, 8: new}))
    seven, eight = (("channel", "7"), ("handle", "news")), (("channel", "8"), ("handle", "news"))
    assert found["channel_monitor_channel_blind", seven] == 0
    assert found["channel_monitor_channel_blind", eight] == 1
    assert found["channel_monitor_channel_last_look_age_seconds", seven] == 2.5
    assert found["channel_monitor_channel_lag_seconds", (*seven, ("quantile", "0.99"))] == 9
    assert ("channel_monitor_channel_lag_seconds", (*eight, ("quantile", "0.5"))) not in found


def test_what_is_not_known_has_no_sample() -> None:
    found = samples(Metrics(), Facts(away="disk full"))
    assert ("channel_monitor_last_update_age_seconds", ()) not in found
    assert ("channel_monitor_deliveries_dead", ()) not in found
    assert found["channel_monitor_database_writable", ()] == 0


def test_two_daemons_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count("notices")
    assert (one.value("notices"), other.value("notices")) == (1, 0)


def test_the_process_is_measured() -> None:
    assert samples(Metrics())["process_resident_memory_bytes", ()] > 0
