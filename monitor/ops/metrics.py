"""What is counted, under which names, and how Prometheus reads it.

Counts are plain numbers of the loop's own thread, so that counting costs next to nothing; all else is worked
out when somebody asks.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

import structlog
from msgspec import Struct
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from monitor.model import Change, Outcome, Reason, Update
from monitor.ops.health import Facts, unready

log = structlog.get_logger()

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_STAGES = ("settle", "match", "write")


class Counter(Struct, frozen=True):
    """A count by at most one label. `values` stand at 0 from the start."""

    name: str
    help: str
    label: str = ""
    values: tuple[str, ...] = ("",)


def _literals(of: type, field: str) -> tuple[str, ...]:
    values: tuple[str, ...] = get_args(of.__annotations__[field])
    return values


COUNTERS: Mapping[str, Counter] = {
    "changes": Counter(
        "channel_monitor_changes_total",
        "Posts that were new, completed, edited or deleted.",
        "kind",
        _literals(Change, "kind"),
    ),
    "decisions": Counter(
        "channel_monitor_decisions_total", "What was decided of matches, by reason.", "reason", get_args(Reason)
    ),
    "notices": Counter("channel_monitor_notices_total", "Notices written."),
    "deliveries": Counter(
        "channel_monitor_delivery_attempts_total",
        "Attempts to deliver a notice, by what became of them.",
        "result",
        _literals(Outcome, "result"),
    ),
    "quarantined": Counter(
        "channel_monitor_quarantined_updates_total",
        "Updates set aside because they cannot be processed.",
        "kind",
        tuple(kind.__name__ for kind in get_args(Update)),
    ),
    "files": Counter(
        "channel_monitor_files_total",
        "Files of media, by what became of fetching them.",
        "result",
        ("kept", "put_off", "left", "failed"),
    ),
    "file_bytes": Counter("channel_monitor_file_bytes_total", "Bytes of files that were fetched and kept."),
    "heartbeats": Counter(
        "channel_monitor_heartbeats_total",
        "Heartbeats that were sent, that nobody took, and that were held because all was not well.",
        "result",
        ("sent", "failed", "held"),
    ),
    "links": Counter(
        "channel_monitor_links_total",
        "Links in messages that somebody acted by, and those that were no good.",
        "result",
        ("used", "refused"),
    ),
    "reloads": Counter(
        "channel_monitor_reloads_total",
        "Attempts to reload the watch file.",
        "result",
        ("applied", "refused"),
    ),
}
_SECONDS = Counter("channel_monitor_stage_seconds_total", "Time spent by the pipeline.", "stage", _STAGES)
_ITEMS = Counter("channel_monitor_stage_updates_total", "Updates that went through the pipeline.", "stage", _STAGES)


class Metrics:
    """Counts what the rooms say; `render` adds what is true at the moment."""

    def __init__(self) -> None:
        self.done = 0  # updates that the pipeline is through with, quarantined ones too
        self._counts: dict[str, dict[str, int]] = {
            name: dict.fromkeys(counter.values, 0) for name, counter in COUNTERS.items()
        }
        self._seconds: dict[str, float] = dict.fromkeys(_STAGES, 0.0)
        self._items: dict[str, int] = dict.fromkeys(_STAGES, 0)
        self._facts = Facts()
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def stage(self, name: str, seconds: float, items: int) -> None:
        self._seconds[name] = self._seconds.get(name, 0.0) + seconds
        self._items[name] = self._items.get(name, 0) + items
        if name == "write":
            self.done += items

    def count(self, name: str, label: str = "", by: int = 1) -> None:
        try:
            counts = self._counts[name]
        except KeyError:  # a slip in some room, which must not cost a post
            log.warning("unknown_counter", name=name)
            self._counts[name] = {}
            return
        try:
            counts[label] += by
        except KeyError:
            counts[label] = by
        if name == "quarantined":
            self.done += by

    def value(self, name: str, label: str = "") -> int:
        """How often something was counted."""
        return self._counts[name].get(label, 0)

    def render(self, facts: Facts) -> bytes:
        """Everything in Prometheus' text format."""
        self._facts = facts
        return generate_latest(self._registry)

    # -- what prometheus-client asks of a collector

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        yield _counter(_SECONDS, self._seconds)
        yield _counter(_ITEMS, self._items)
        for name, counter in COUNTERS.items():
            yield _counter(counter, self._counts[name])
        yield from gauges(self._facts)


def gauges(facts: Facts) -> Iterator[Metric]:
    """What is true at the moment; a gauge whose value is not known has no sample."""
    reachable = not facts.away
    yield _gauge("ready", "1 while the daemon does all that it is there for, see /-/ready.", not unready(facts))
    yield _gauge("database_writable", "1 while the database takes writes.", reachable)
    yield _gauge("reload_refused", "1 if the newest watch file was refused and an older one is at work.", facts.refused)
    yield _gauge("intake_waiting_updates", "Updates that wait for the pipeline.", facts.waiting)
    yield _gauge("stalled_seconds", "For how long the pipeline has made no progress while updates wait.", facts.stalled)
    yield _gauge("last_update_age_seconds", "Time since a source last handed anything over.", facts.last_update)
    yield _gauge("loop_lag_p99_seconds", "How late the event loop came to its work, over the last minute.", facts.lag)
    yield _gauge("deliveries_dead", "Deliveries that were given up.", facts.dead if reachable else None)
    waiting = GaugeMetricFamily(
        "channel_monitor_deliveries_waiting", "Notices not yet delivered.", labels=("receiver", "entry")
    )
    oldest = GaugeMetricFamily(
        "channel_monitor_delivery_oldest_age_seconds",
        "For how long the oldest notice that is not delivered has waited.",
        labels=("receiver", "entry"),
    )
    for (receiver, entry), (count, age) in facts.owed.items():
        waiting.add_metric((receiver, entry), count)
        oldest.add_metric((receiver, entry), age)
    yield waiting
    yield oldest
    out = GaugeMetricFamily(
        "channel_monitor_entry_unreachable",
        "1 while an entry of a receiver does not answer, and only probes go there.",
        labels=("receiver", "entry"),
    )
    for place, since in facts.reach.items():
        out.add_metric(place, float(since is not None))
    yield out
    state = GaugeMetricFamily(
        "channel_monitor_source_state", "1 for the state that a source is in.", labels=("source", "state")
    )
    for source, name in facts.sources.items():
        state.add_metric((source, name), 1)
    yield state
    yield from _files(facts)
    yield from _sight(facts)


def _files(facts: Facts) -> Iterator[Metric]:
    """Only where files were ever wanted."""
    its = facts.files
    known = bool(its.budget)
    yield _gauge("media_bytes", "Bytes of files of media on the disk.", its.used if known else None)
    yield _gauge("media_budget_bytes", "Bytes that they may have.", its.budget if known else None)
    yield _gauge("media_full", "1 while there is no room for the next file.", its.full if known else None)
    yield _gauge("files_waiting", "Files that wait to be fetched.", its.waiting if known else None)
    yield _gauge("files_failed", "Files that were tried in vain.", its.failed if known else None)


def _sight(facts: Facts) -> Iterator[Metric]:
    """Three families with a sample or two for each channel: a handle may move to another channel, an id never does."""
    of = ("channel", "handle")
    blind = GaugeMetricFamily("channel_monitor_channel_blind", "1 while nobody looks at the channel.", labels=of)
    age = GaugeMetricFamily(
        "channel_monitor_channel_last_look_age_seconds", "Time since the channel was last looked at.", labels=of
    )
    lag = GaugeMetricFamily(
        "channel_monitor_channel_lag_seconds",
        "From posted to seen, over the newest posts of the last day.",
        labels=(*of, "quantile"),
    )
    for number, channel in facts.channels.items():
        labels = str(number), channel.handle
        blind.add_metric(labels, float(channel.blind))
        age.add_metric(labels, channel.age)
        for quantile, seconds in channel.lags.items():
            lag.add_metric((*labels, quantile), seconds)
    yield from (blind, age, lag)


def _counter(counter: Counter, values: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(counter.name, counter.help, labels=(counter.label,) if counter.label else ())
    for value, number in values.items():
        family.add_metric((value,) if counter.label else (), number)
    return family


def _gauge(name: str, help_text: str, value: float | None) -> Metric:
    family = GaugeMetricFamily(f"channel_monitor_{name}", help_text)
    if value is not None:
        family.add_metric((), float(value))
    return family
