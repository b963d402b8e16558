"""Makes the bytes that Python's official libraries write of one small outage.

Run with the versions of requirements.txt:  pip install -r requirements.txt && python make.py

Three and a half hours of six services, a minute a step: at the end three of them fail, and one of the others has
started anew before. The same counts are told by opentelemetry-sdk, cumulative and delta, as messages of protobuf behind
lengths of four bytes (as the Collector's file exporter writes them), and by prometheus_client in OpenMetrics with
timestamps. counts.jsonl says what was counted. Clocks are set by hand, so that the bytes are the same on every run.
"""

import contextlib
import gzip
import json
import pathlib
import random
import struct
from unittest import mock

from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk.metrics import Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import CounterMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest

START = 1_633_341_600  # 2021-10-04T10:00:00Z
MINUTES = 205
ONSET = 180
RESTART = 100
SERVICES = ["chat", "mail", "maps", "music", "news", "photos"]
FAILING = {"chat", "mail", "photos"}
RESTARTED = "news"

HERE = pathlib.Path(__file__).parent
SDK = "opentelemetry.sdk.metrics._internal"
CLOCKS = [f"{SDK}.{module}.time_ns" for module in ("_view_instrument_match", "metric_reader_storage", "instrument")]


def counted():
    """Requests and errors by service and minute, seeded."""
    chance = random.Random(7)
    counts = {}
    for service in SERVICES:
        rows = []
        for minute in range(MINUTES):
            requests = chance.randrange(180, 221)
            failing = service in FAILING and minute >= ONSET
            share = 0.6 if failing else 0.01
            rows.append((requests, sum(chance.random() < share for _ in range(requests))))
        counts[service] = rows
    return counts


def instrumented(service, temporality):
    """What a service that starts now has: its histogram of requests, and what would export it."""
    reader = InMemoryMetricReader(
        preferred_temporality={Histogram: temporality},
        preferred_aggregation={Histogram: ExplicitBucketHistogramAggregation([0.1, 1])},
    )
    resource = Resource({"service.name": service, "service.instance.id": f"{service}-0"})
    provider = MeterProvider(metric_readers=[reader], resource=resource, shutdown_on_exit=False)
    return provider.get_meter("http").create_histogram("http.server.request.duration", unit="s"), reader


def otlp(counts, temporality):
    """The exports of all services, one of each at the end of each minute."""
    now = [START * 10**9]
    messages = []
    with contextlib.ExitStack() as patched:
        for clock in CLOCKS:
            patched.enter_context(mock.patch(clock, lambda: now[0]))
        running = {service: instrumented(service, temporality) for service in counts}
        for minute in range(MINUTES):
            now[0] = (START + 60 * minute) * 10**9
            if minute == RESTART:
                running[RESTARTED] = instrumented(RESTARTED, temporality)
            for service, rows in counts.items():
                requests, errors = rows[minute]
                for status, count in ((200, requests - errors), (503, errors)):
                    for _ in range(count):
                        running[service][0].record(0.05, {"http.response.status_code": status})
            now[0] = (START + 60 * (minute + 1)) * 10**9
            for _, reader in running.values():
                messages.append(encode_metrics(reader.get_metrics_data()).SerializeToString(deterministic=True))
    return b"".join(struct.pack(">I", len(message)) + message for message in messages)


class Stamped:
    """Samples of a registry with the time at which they were scraped, which the library leaves to its callers."""

    def __init__(self, registry, at):
        self.registry, self.at = registry, at

    def collect(self):
        for family in self.registry.collect():
            stamped = CounterMetricFamily(family.name, family.documentation)
            for sample in family.samples:
                if sample.name.endswith("_total"):
                    stamped.add_sample(sample.name, sample.labels, sample.value, timestamp=self.at)
            yield stamped


def openmetrics(counts):
    """A scrape each minute, one under the other; types are told once, and the end once."""
    registry = CollectorRegistry()
    counter = Counter("http_requests", "Requests.", ["service", "code"], registry=registry)
    scrapes = []
    for minute in range(-1, MINUTES):
        if minute == RESTART:
            for code in ("200", "503"):
                counter.labels(RESTARTED, code).reset()
        for service, rows in counts.items():
            requests, errors = rows[minute] if minute >= 0 else (0, 0)
            counter.labels(service, "200").inc(requests - errors)
            counter.labels(service, "503").inc(errors)
        text = generate_latest(Stamped(registry, START + 60 * (minute + 1))).decode()
        scrapes.append([line for line in text.splitlines() if not line.startswith("# EOF")])
    head, samples = scrapes[0][:2], [line for scrape in scrapes for line in scrape[2:]]
    return "\n".join([*head, *samples, "# EOF", ""]).encode()


def write(name, data):
    (HERE / name).write_bytes(gzip.compress(data, mtime=0))


COUNTS = counted()
write("cumulative.otlp.gz", otlp(COUNTS, AggregationTemporality.CUMULATIVE))
write("delta.otlp.gz", otlp(COUNTS, AggregationTemporality.DELTA))
write("requests.om.gz", openmetrics(COUNTS))
(HERE / "counts.jsonl").write_text(
    "".join(json.dumps({"service": service, "start": START * 1000, "minutes": rows}) + "\n" for service, rows in COUNTS.items())
)
