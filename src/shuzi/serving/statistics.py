"""What was asked of one model and how long it took, counted as Triton's statistics extension does."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any


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
        told, nothing = asdict(self), asdict(Duration())
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
                **{name: told[name] for name in ("success", "fail", "queue")},
                "compute_input": apart,
                "compute_infer": told["infer"],
                "compute_output": apart,
                "cache_hit": nothing,
                "cache_miss": nothing,
            },
            "batch_stats": batches,
            "memory_usage": [],
        }
