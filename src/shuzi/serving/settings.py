"""What decides how a server behaves: settled once, when it starts."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """How much the server takes on before it refuses.

    All are set by hand, by what one thing takes where that stands beside it.
    """

    body_bytes: int = 10 * 1024 * 1024
    """Of one request; a photo of 20 megapixels as JPEG takes about 6 MB."""
    body_seconds: float = 20.0
    """From the head of a request until its body is there."""
    drained_bytes: int = 100 * 1024 * 1024
    """Of a body that is refused, so much is taken and thrown away, so that its sender reads the answer and no error."""
    head_bytes: int = 32 * 1024
    """Of all lines of a request's head."""
    head_seconds: float = 10.0
    """From the first byte of a connection until the head of its request is there."""
    connections: int = 900
    """Open at once; beyond that the one that has been silent for longest is closed. Most systems allow a process
    1,024 open files."""
    waiting_images: int = 4096
    """Accepted and not yet answered, of one model: about a third of a second of work on two cores."""
    images_per_request: int = 4096
    """As many as may wait."""
    unframed_images: int = 64
    """Of those in one request in which a digit must be looked for; each takes hundredths of a second."""
    pages: int = 4
    """Photos that are being read or wait for it; one takes tenths of a second."""
    batch_images: int = 64
    """Run at once, so that a small request never waits long for a large one."""
    inference_seconds: float = 10.0
    """Then a batch counts as hung: its requests are told so, and another worker takes over."""
    drain_seconds: float = 0.5
    """After SIGTERM: connections are still served and asked to close, before the port is given back."""
    last_seconds: float = 0.25
    """Then: what has been sent on connections that are open is still read and answered."""
    stop_seconds: float = 8.0
    """At most, for answers that are still under way after that."""


@dataclass(frozen=True)
class Settings:
    """Where the server listens, what it serves, and to whom."""

    host: str = "127.0.0.1"
    token: str | None = None
    """What every request has to bring, except for health; None lets all programs of this machine in."""
    model: Path | None = None
    """The run to serve; None is the model that comes with shuzi."""
    runs: Path = Path("runs")
    """The folder whose runs can be looked at and compared."""
    corrections: Path = Path("corrections")
    """The folder that takes corrected digits."""
    limits: Limits = field(default_factory=Limits)
