"""What Prometheus is told of a server, and Triton's statistics extension of each model."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """Counters of one server; each has its own registry, so that several can live in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("shuzi_requests", "Answered requests.", ["route", "status"], registry=self._registry)
        self._seconds = Histogram(
            "shuzi_request_seconds",
            "From the head of a request to the end of its answer.",
            ["route"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self._registry,
        )
        self.batch_images = Histogram(
            "shuzi_batch_images",
            "Images that were run at once.",
            buckets=(1, 2, 4, 8, 16, 32, 64),
            registry=self._registry,
        )
        self.under_way = Gauge("shuzi_requests_under_way", "Requests not yet answered.", registry=self._registry)

        self._children: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        """Looked up once for each route and status: that takes longer than counting."""

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request.

        Args:
            route: the path as the route has it, such as `/v2/models/{name}/infer`.
            status: of the answer; 0 if the client had gone.
            seconds: from the head of the request to the end of the answer.
        """
        children = self._children.get((route, status))
        if children is None:
            children = (self._requests.labels(route, str(status)), self._seconds.labels(route))
            self._children[route, status] = children
        children[0].inc()
        children[1].observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


@dataclass
class Duration:
    """How often something happened, and how long all of it took."""

    count: int = 0
    ns: int = 0

    def add(self, ns: int, count: int = 1) -> None:
        """Count one more, or several at once."""
        self.count += count
        self.ns += ns


@dataclass
class Statistics:
    """Of one model since it was loaded; used from one thread."""

    success: Duration = field(default_factory=Duration)
    """Requests that were answered, from their coming to the answer."""
    fail: Duration = field(default_factory=Duration)
    queue: Duration = field(default_factory=Duration)
    """Parts of requests, until the batch with them began."""
    infer: Duration = field(default_factory=Duration)
    """Parts of requests, in the network; what goes in and out of it is counted in."""
    by_batch: dict[int, Duration] = field(default_factory=dict)
    """Runs of the network, by the images in each."""
    images: int = 0
    """That were answered."""
    last_ms: int = 0
    """When the network ran last, in milliseconds since 1970."""

    def ran(self, images: int, parts: int, ns: int) -> None:
        """Note one run of the network: how many images of how many parts of requests, and how long it took."""
        self.images += images
        self.infer.add(ns * parts, parts)
        self.by_batch.setdefault(images, Duration()).add(ns)
        self.last_ms = time.time_ns() // 1_000_000

    def to_json(self, name: str, version: str) -> dict[str, Any]:
        """Return a line of Triton's `model_stats`."""
        durations, nothing = asdict(self), asdict(Duration())
        apart = asdict(Duration(self.infer.count))
        batches = [
            {
                "batch_size": size,
                "compute_input": asdict(Duration(runs.count)),
                "compute_infer": asdict(runs),
                "compute_output": asdict(Duration(runs.count)),
            }
            for size, runs in sorted(self.by_batch.items())
        ]
        return {
            "name": name,
            "version": version,
            "last_inference": self.last_ms,
            "inference_count": self.images,
            "execution_count": sum(runs.count for runs in self.by_batch.values()),
            "inference_stats": {
                **{name: durations[name] for name in ("success", "fail", "queue")},
                "compute_input": apart,
                "compute_infer": durations["infer"],
                "compute_output": apart,
                "cache_hit": nothing,
                "cache_miss": nothing,
            },
            "batch_stats": batches,
            "memory_usage": [],
        }
