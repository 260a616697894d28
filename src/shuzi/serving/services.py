"""One server's parts, which all its routes share."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import Request

from shuzi.serving.form_sheets import FormSheets
from shuzi.serving.metrics import Metrics
from shuzi.serving.models import Models
from shuzi.serving.page_reader import PageReader
from shuzi.serving.settings import Settings
from shuzi.serving.teaching import Teacher
from shuzi.serving.trainings import Trainer


@dataclass
class Services:
    """One server's parts."""

    settings: Settings
    metrics: Metrics
    models: Models
    pages: PageReader
    forms: FormSheets
    teacher: Teacher
    trainer: Trainer
    draining: bool = False
    """True from SIGTERM on: ready turns false, and every answer asks its connection to close."""

    def close(self) -> None:
        """Let all workers go, and end a training that is under way."""
        self.teacher.close()
        self.trainer.close()
        self.models.close()
        self.pages.close()


def services_of(request: Request) -> Services:
    """Return the parts of the server that a request came to."""
    app: FastAPI = request.app
    services: Services = app.state.services
    return services
