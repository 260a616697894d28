"""Every option that takes a number, found in the commands themselves, is given numbers that make no sense."""

import inspect
import shutil
from importlib import import_module
from typing import get_args, get_type_hints

import pytest
from typer.models import OptionInfo

from shuzi.cli import COMMANDS, function_of
from shuzi.errors import ShuziError

SENSELESS = ["nan", "inf", "-inf", "-1", "1e300", "-1e300", "9" * 30, "-" + "9" * 30, "9" * 5000]

# What stands beside the option, so that only the number is wrong.
BESIDE = {
    "bench": ["--train"],
    "show": [],
    "sample": [],
    "serve": ["--no-browser"],
    "train": ["--out", "run"],
    "explain": ["--out", "pictures"],
}


# A huge number has a meaning here: all images there are, and one more seed.
HARMLESS = {("train", "--limit"), ("sample", "--seed")}


class AcceptedError(ShuziError):
    exit_code = 77


def options():
    """Give every command with each of its options that take a number; None is an argument without a name."""
    for command in COMMANDS:
        function = function_of(command)
        kinds = get_type_hints(function)
        for name, parameter in inspect.signature(function).parameters.items():
            if {int, float} & {kinds[name], *get_args(kinds[name])}:
                is_option = isinstance(parameter.default, OptionInfo)
                yield command, parameter.default.param_decls[0] if is_option else None


def test_the_options_are_found():
    assert {("train", "--epochs"), ("train", "--seed"), ("sample", "--count"), ("show", None)} <= set(options())
    assert {name for name, _ in options()} <= BESIDE.keys()


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_a_number_without_sense_is_refused_in_one_line(say_in, tmp_path, monkeypatch, command, option):
    def accept(*_, **__):
        raise AcceptedError("the number was taken")

    if command == "train":
        monkeypatch.setattr(import_module("shuzi.run.train"), "carry_out_plan", accept)
    monkeypatch.setattr("shuzi.serving.server.listen", accept)
    monkeypatch.setattr("shuzi.evaluation.figures.save_figure", accept)
    monkeypatch.chdir(tmp_path)
    for number in SENSELESS:
        given = ["--", number] if option is None else [f"{option}={number}"]
        code, out, err = say_in("utf-8", command, *BESIDE[command], *given)
        if number == "9" * 30 and (command, option) in HARMLESS:
            assert code == 77, err
        else:
            assert code == 2, (number, err)
            assert [path.name for path in tmp_path.iterdir()] == []
        assert out == ""
        assert err.splitlines()[-1].startswith("shuzi: ")
        assert "Traceback" not in err
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
