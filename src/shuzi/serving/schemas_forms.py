"""What goes in and out of the API about forms as JSON; names as in docs/json.md."""

from typing import Literal

from pydantic import BaseModel, Field

from shuzi.serving.schemas import Share

_BOX = "Left, top, width and height in pixels of `picture`."


class FormFieldSchema(BaseModel):
    """A field, as a form file describes it."""

    name: str
    box: list[float] = Field(description=_BOX)
    digits: list[int] = Field(description="How many it holds at least and at most.")
    range: list[int] | None
    allowed: list[str]
    leading_zeros: bool
    blank: bool
    check: str | None = Field(description="luhn, isbn10, isbn13 or mod11.")
    sum_of: list[str] = Field(description="Names of the fields that add up to this one.")


class FormPageResponse(BaseModel):
    """A page to draw fields on."""

    picture: str = Field(description="The upright page as JPEG, in base64.")
    width: int = Field(description="Of `picture`.")
    height: int
    pages: int | None = Field(description="How many pages the file has; null of an image.")
    boxes: list[FormFieldSchema] = Field(description="Boxes that are found printed on it, as fields.")


class FormOpenResponse(FormPageResponse):
    """A form with its page."""

    filled: bool = Field(description="Whether the example holds answers.")
    fields: list[FormFieldSchema]


class MarkSchema(BaseModel):
    """What may be a digit in a field."""

    digit: int
    real: Share = Field(description="How likely it is a digit at all.")
    pixels: str = Field(description="28·28 bytes in base64, 0 (paper) to 255 (ink).")


class FilledFieldSchema(BaseModel):
    """What stands in one field of a filled sheet."""

    text: str
    confidence: Share
    review: str | None = Field(description="Why somebody should look at it; null where nobody need.")
    sure: bool
    reason: Literal["unsure", "outside", "further", "misfit"] | None = Field(description="The kind of `review`.")
    box: list[float] = Field(description=_BOX)
    corners: list[list[float]] = Field(
        description="x and y of top left, top right, bottom right and bottom left, in pixels of the upright photo."
    )
    digits: list[MarkSchema] = Field(description="From left to right.")


class FormReadResponse(BaseModel):
    """A filled sheet; as `shuzi read --form --json` prints it, with where everything is."""

    file: str | None
    page: int | None = Field(description="Which page of the file, from 1; null of an image.")
    pages: int | None = Field(description="How many pages the file has; null of an image.")
    width: int = Field(description="Of the upright photo, in pixels.")
    height: int
    fields: dict[str, FilledFieldSchema] = Field(description="By the names that the form gives.")
    to_review: list[str] = Field(description="Names of the fields that somebody should look at.")
    error: str | None
    picture: str = Field(description="The sheet, brought onto the form, as JPEG in base64.")
