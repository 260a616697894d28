"""Ctrl-C while training: the step is finished, and a second Ctrl-C does not wait."""

import dataclasses
import logging
import os
import signal
import threading

import pytest

from shuzi.training.fit import Wishes, fit
from shuzi.training.interruption import Interruption
from shuzi.training.watcher import Progress, Watcher


class CtrlC(Watcher):
    """Presses Ctrl-C a few times at one step."""

    def __init__(self, at: int, *, times: int = 1) -> None:
        self._at, self._times = at, times
        self.heard = 0

    def on_step(self, progress: Progress) -> None:
        self.heard += 1
        if self.heard == self._at:
            for _ in range(self._times):
                os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize(("at", "epochs"), [(1, 0), (2, 0), (3, 1), (4, 1)])
def test_ctrl_c_stops_after_the_step_and_keeps_the_finished_epochs(at, epochs, standard, few):
    watcher = CtrlC(at)
    fitted = fit(dataclasses.replace(standard, epochs=20), few, Wishes(seed=0), watcher=watcher)
    assert fitted.steps == watcher.heard == at
    assert len(fitted.history) == epochs
    assert fitted.interrupted


def test_ctrl_c_in_the_last_step_interrupts_nothing(standard, few):
    fitted = fit(standard, few, Wishes(seed=0), watcher=CtrlC(6))
    assert (fitted.steps, len(fitted.history), fitted.interrupted) == (6, 2, False)


def test_a_second_ctrl_c_stops_at_once(standard, few):
    watcher = CtrlC(2, times=2)
    with pytest.raises(KeyboardInterrupt):
        fit(standard, few, Wishes(seed=0), watcher=watcher)
    assert watcher.heard == 2


@pytest.mark.parametrize("times", [0, 1, 2])
def test_ctrl_c_means_what_it_meant_once_training_is_over(times):
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), Interruption():  # noqa: PT012 - the point is how the block is left
        for _ in range(min(times, 1)):
            os.kill(os.getpid(), signal.SIGINT)
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is before


def test_the_first_ctrl_c_says_what_a_second_would_do(caplog):
    caplog.set_level(logging.INFO, logger="shuzi")
    with Interruption() as interruption:
        interruption.tell()
        os.kill(os.getpid(), signal.SIGINT)
        assert interruption.requested
        assert caplog.text == ""  # somebody may be printing, and a stream has one writer
        interruption.tell()
        interruption.tell()
    assert caplog.text.count("once more stops at once") == 1


def test_without_ctrl_c_nothing_is_requested():
    with Interruption() as interruption:
        pass
    assert not interruption.requested


def test_training_in_another_thread_leaves_ctrl_c_alone():
    before, seen = signal.getsignal(signal.SIGINT), []

    def enter() -> None:
        with Interruption():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [before]
