"""What is asked of a training, looked at before anything slow begins: nothing here loads Keras."""

from dataclasses import dataclass
from pathlib import Path

from shuzi.classes import Classes, told_classes
from shuzi.data.dataset import check_counts
from shuzi.data.own.class_folders import OWN_CLASSES
from shuzi.data.own.read import check_own_images
from shuzi.errors import UsageError
from shuzi.recipes import LARGEST_SEED, MOST_EPOCHS, Recipe, check_filters
from shuzi.store.folder import MEMBERS, MODEL_ONNX
from shuzi.store.model import START_PRETRAINED, load
from shuzi.store.printable import is_printable
from shuzi.store.training_folder import check_free

VALIDATION_IMAGES = 5000
"""Set apart where accuracy is to be reached and nothing is said of validation; set by hand, as many as several
values of the recipes were chosen on."""


@dataclass(frozen=True)
class Request:
    """The wishes beside the recipe, as `shuzi.train` takes them."""

    seed: int = 0
    limit: int | None = None
    validation_images: int = 0
    target: float | None = None
    data: Path | None = None
    layout: str | None = None
    start: str | Path | None = None
    out: Path | None = None
    devices: int = 1


def check_epochs(epochs: float) -> None:
    """Refuse a number of epochs without sense.

    Raises:
        UsageError: it is not above 0, or too large.
    """
    if not 0 < epochs <= MOST_EPOCHS:
        raise UsageError(f"the number of epochs is {epochs}; expected a number above 0 and up to {MOST_EPOCHS:,}.")


def check_seed(seed: int) -> None:
    """Refuse a number that is no seed.

    Raises:
        UsageError: it is negative, or too large.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise UsageError(f"the seed is {seed}; expected a whole number from 0 to {LARGEST_SEED:,}.")


def check_request(recipe: Recipe, request: Request) -> dict[str, str] | None:
    """See to it that a training can begin as it is asked for, as far as that can be told in a moment.

    Returns:
        What `read_start` says of the model that it begins from; None without one.
    Raises:
        UsageError: a wish makes no sense, or two do not go together.
        LabelledFolderError: there are no images where they are said to be.
        RunError: there is no model to start from.
        OutputError: the run's folder is taken.
    """
    check_epochs(recipe.epochs)
    check_filters(recipe.network, recipe.filters)
    check_seed(request.seed)
    if recipe.members != 1:
        _check_committee(recipe, request)
    if request.target is not None and not 0 < request.target <= 100:
        raise UsageError(f"the target is {request.target}; expected a percentage above 0 and up to 100, such as 99.0.")
    if request.devices < 1:
        raise UsageError(f"--devices is {request.devices}; expected 1 or more.")
    if (request.start is None) != (recipe.rehearsal == 0):
        raise UsageError(
            f"the recipe {recipe.name} {'goes on from' if request.start is None else 'does not go on from'} a trained "
            "model; expected --recipe adapt together with --start pretrained (or a run's folder)."
        )
    check_counts(request.limit, request.validation_images, of_mnist=request.data is None)
    # A card may not hold what cannot be printed; hours would go into what could not be opened afterwards.
    for folder in (request.data, request.start):
        if folder is not None and not is_printable(str(Path(folder).absolute())):
            raise UsageError(f"{folder} has a name that cannot be printed on one line; rename the folder.")
    check_own_images(request.data, request.layout)
    if request.layout == OWN_CLASSES:
        check_recipe(recipe, ())
    if request.out is not None:
        check_free(request.out, but=holds_before(recipe))
    return None if request.start is None else read_start(request.start)


def holds_before(recipe: Recipe) -> tuple[str, ...]:
    """Return what a run's folder may hold before its training: a committee's, members that are trained already."""
    return () if recipe.members == 1 else (MEMBERS,)


def _check_committee(recipe: Recipe, request: Request) -> None:
    if recipe.members < 1 or recipe.network != "best":
        raise UsageError(
            f"the recipe {recipe.name} asks for {recipe.members} networks `{recipe.network}`; expected one, or "
            "several of the network `best`."
        )
    check_seed(request.seed + recipe.members - 1)
    if request.target is not None:
        raise UsageError(
            f"--target stops one network, and the recipe {recipe.name} trains {recipe.members} to their end; leave it "
            "out, or train fewer --epochs."
        )


def check_recipe(recipe: Recipe, classes: Classes) -> None:
    """See to it that a recipe can teach these classes; one that adds digits teaches digits alone.

    Raises:
        UsageError: it cannot.
    """
    if classes is None or not (recipe.drawn or recipe.rehearsal):
        return
    what = f"classes of your own ({told_classes(classes)})" if classes else "classes of your own"
    raise UsageError(
        f"the recipe {recipe.name} learns digits beside the images it is given, so it cannot teach {what}; expected "
        "--recipe standard, quick, best or note, without --start."
    )


def read_start(start: str | Path) -> dict[str, str]:
    """Return what a plan and a card say of the model that training begins from: `path` and `sha256`.

    Raises:
        RunError: there is no run in the folder, a file in it is missing or changed, or it reads no digits.
    """
    if str(start) == START_PRETRAINED:
        return {"path": START_PRETRAINED, "sha256": load().card.files[MODEL_ONNX]}
    model = load(start)
    model.require_digits()  # what is taught on top of it is digits
    return {"path": str(Path(start).absolute()), "sha256": model.card.files[MODEL_ONNX]}
