"""`report.md`: what a person wants to know of a run, with its pictures."""

from shuzi.evaluation.report import Report, share_text
from shuzi.store.card import Card


def report_page(card: Card, report: Report, name: str) -> str:
    """Return the text of a run's `report.md`.

    Args:
        card: how the model was made.
        report: what it scored on the test images.
        name: the name of the run's folder.
    """
    low, high = report.interval
    stopped = "\n\n**Stopped by Ctrl-C** before its last step." if card.interrupted else ""
    return f"""# {name}

A network of {card.parameters:,} parameters, trained by the recipe `{card.recipe}` with seed {card.seed} on
{card.data["train_images"]:,} images of {card.data["name"]} in {card.train_seconds:.1f} s
({card.epochs_done} epochs, {card.steps_done:,} steps, {card.dtype_policy}).{stopped}

| on {report.images:,} test images | |
|---|---|
| accuracy | {report.accuracy:.2%} (95 %: {low:.2%} to {high:.2%}) |
| mistakes | {report.errors:,} |
| loss ({report.loss_name.replace("_", " ")}) | {report.loss:.5f} |
| calibration error | {report.calibration_error:.2%} |

| digit | images | precision | recall |
|---|---|---|---|
{_class_rows(report)}

![loss and accuracy while training](curves.png)
![which digits are taken for which](confusion.png)
![the worst mistakes](mistakes.png)
![five test images with their answers](samples.png)

## Use it

    shuzi predict {name} digit.png
    shuzi evaluate {name}

```python
import shuzi

model = shuzi.load("{name}")
model.predict(images).digits
```
"""


def _class_rows(report: Report) -> str:
    return "\n".join(
        f"| {result.digit} | {result.images:,} | {share_text(result.precision)} | {share_text(result.recall)} |"
        for result in report.classes
    )
