"""Every error that shuzi raises on purpose, as a tree.

Each message says what happened, what was expected and what to do next, in one line. The command line prints
it and leaves with the error's exit code; Python code can catch one branch or, with `ShuziError`, all of them.
"""


class ShuziError(Exception):
    """Anything that shuzi refuses or could not do; its text is meant for the user.

    Example:
        >>> import shuzi
        >>> try:
        ...     shuzi.load("nowhere")
        ... except shuzi.ShuziError as error:
        ...     print(error)
        nowhere is not there; expected a run's folder, as `shuzi train` writes it. Check the path.
    """

    exit_code = 1


class UsageError(ShuziError, ValueError):
    """An argument that makes no sense, such as an unknown recipe or a negative number of epochs."""

    exit_code = 2


class MissingDependencyError(ShuziError, ImportError):
    """An optional package that this job needs is not installed."""


class DataError(ShuziError):
    """Training or test data that cannot be used."""


class SourceError(DataError):
    """One source of MNIST could not give it; the next one is tried."""


class DigestError(SourceError):
    """Bytes that differ from the canonical ones."""


class DataUnavailableError(DataError):
    """No source of MNIST was in reach."""


class LabelledFolderError(DataError):
    """A folder of a user's own labelled images that cannot be used."""


class ImageError(ShuziError):
    """An image that cannot be read as a digit."""

    kind: str = ""
    """What is wrong with the file, as a word that stays: `heic`, `other_format`, `too_large`, `damaged` or `locked`;
    empty where it is something else.
    """

    def __init__(self, message: str = "", *, kind: str = "") -> None:
        """Take the sentence, and the word."""
        super().__init__(message)
        self.kind = kind


class ImageShapeError(ImageError, ValueError):
    """An image, or an array of images, of the wrong shape, type or range."""


class StrangeSheetError(ImageError):
    """A picture of something else than a copy of the form."""


class PhotoQualityError(ImageError):
    """A picture that shows too little of a sheet to be brought onto the form."""


class FormError(ShuziError):
    """A form file with a mistake."""


class ArchitectureError(ShuziError):
    """A model file whose layers shuzi does not know or cannot make sense of."""


class ModelFileError(ShuziError):
    """A model file that cannot be read, or that is not safe to read."""


class TrainingError(ShuziError):
    """Training that could not give a model."""

    def __init__(self, message: str, *, text: str = "", **facts: object) -> None:
        """Take what happened in English, and the name in `shuzi.words` of the text that says it, with its facts."""
        super().__init__(message)
        self.text = text
        self.facts = facts


class ExportError(ShuziError):
    """An exported model that does not answer as the trained one does."""


class RunError(ShuziError):
    """A run's folder that is not there, not whole or not as it was written."""


class OutputError(ShuziError):
    """A result that could not be written."""


class ServingError(ShuziError):
    """A server that could not start."""


class TrainingInterrupted(TrainingError):  # noqa: N818 - an interruption is no fault
    """Ctrl-C ended the training before there was anything worth keeping."""

    exit_code = 130
