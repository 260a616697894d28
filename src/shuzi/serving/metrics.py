"""What Prometheus is told of a server."""

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
