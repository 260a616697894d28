"""More than the server can do is refused at once; what was accepted is answered."""

import threading
import time

import numpy as np

import shuzi
from shuzi.serving.settings import Limits, Settings

OCTETS = {"Content-Type": "application/octet-stream"}


def test_what_exceeds_the_queue_is_refused_at_once_and_the_rest_is_answered(inside, mnist):
    images = mnist.test.images[:60]
    expected = shuzi.load().predict(images).digits.tolist()
    slowly = []

    def prepare(services):
        batcher = services.models.default.batcher
        run = batcher._run
        batcher._run = lambda batch: (time.sleep(0.05), slowly.append(len(batch)), run(batch))[-1]

    asked = [("POST", "/api/predict", {"content": image.tobytes(), "headers": OCTETS}) for image in images]
    answers = inside(Settings(limits=Limits(waiting_images=20)), *asked, prepare=prepare)
    refused = [answer for answer in answers if answer.status_code != 200]
    assert {answer.status_code for answer in refused} == {429}
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert max(answer.elapsed.total_seconds() for answer in refused) < min(
        answer.elapsed.total_seconds() for answer in answers if answer.status_code == 200
    )
    accepted = [(index, answer) for index, answer in enumerate(answers) if answer.status_code == 200]
    assert len(accepted) == 20
    assert [answer.json()["predictions"][0]["digit"] for _, answer in accepted] == [expected[i] for i, _ in accepted]
    # What waited while the first ran was run together.
    assert max(slowly) > 1


def test_a_model_that_hangs_is_told_of_and_replaced(inside, digit):
    hung, over = [], threading.Event()

    def prepare(services):
        batcher = services.models.default.batcher
        run = batcher._run

        def sometimes(batch):
            if not hung:
                hung.append(True)
                over.wait(60)
            return run(batch)

        batcher._run = sometimes

    asked = ("POST", "/api/predict", {"content": digit, "headers": OCTETS})
    first, second = inside(Settings(limits=Limits(inference_seconds=2.0)), asked, asked, prepare=prepare)
    over.set()
    assert first.status_code == 504
    assert second.status_code == 200
    assert second.json()["predictions"][0]["digit"] == 7


def test_a_model_that_fails_is_no_end_of_the_server(inside, digit):
    def prepare(services):
        batcher = services.models.default.batcher
        run, failed = batcher._run, []

        def fail_once(batch):
            if not failed:
                failed.append(True)
                raise ValueError("of its own")
            return run(batch)

        batcher._run = fail_once

    asked = ("POST", "/api/predict", {"content": digit, "headers": OCTETS})
    first, second = inside(Settings(), asked, asked, prepare=prepare)
    assert first.status_code == 500
    assert first.json() == {"error": "the server made a mistake; its terminal says which.", "code": "fault"}
    assert second.status_code == 200


def test_a_blank_image_among_others_changes_nothing(inside, digit):
    blank = ("POST", "/api/predict", {"content": bytes(784), "headers": OCTETS})
    seven = ("POST", "/api/predict", {"content": digit, "headers": OCTETS})
    alone = inside(Settings(), seven)[0].json()["predictions"][0]["probabilities"]
    among = inside(Settings(), blank, blank, seven, blank)[2].json()["predictions"][0]["probabilities"]
    np.testing.assert_allclose(among, alone, atol=2e-6)
