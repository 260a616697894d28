"""What a run's card says of the machine."""

import json
from pathlib import Path

import numpy as np

from shuzi.machine import cores, cpu_info, describe_machine, package_version, versions


def test_description_is_json_with_the_documented_names() -> None:
    description = json.loads(json.dumps(describe_machine()))
    assert list(description) == ["processor", "cores", "memory_bytes", "system"]


def test_at_least_one_core_is_found() -> None:
    assert cores() >= 1


def test_first_core_is_described(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(
        "processor\t: 0\nmodel name\t: One\nflags\t\t: avx2 amx_bf16\n\nprocessor\t: 1\nmodel name\t: Two\n"
    )
    assert cpu_info(file) == {"processor": "0", "model name": "One", "flags": "avx2 amx_bf16"}


def test_missing_cpu_file_says_nothing(tmp_path: Path) -> None:
    assert cpu_info(tmp_path / "cpuinfo") == {}


def test_version_of_an_installed_package_is_its_own() -> None:
    assert package_version("numpy") == np.__version__


def test_missing_package_has_no_version() -> None:
    assert package_version("no-such-package") is None


def test_versions_name_python_and_what_is_installed() -> None:
    assert list(versions("numpy", "no-such-package")) == ["python", "numpy"]
