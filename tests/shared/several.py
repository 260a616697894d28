"""Commands of `shuzi` one after the other in one new process, where what they import takes longer than what they do."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

_PROGRAM = """
import contextlib, io, json, sys
from shuzi.cli import main

said = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["shuzi", *arguments]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            said.append((end.code, out.getvalue(), err.getvalue()))
print(json.dumps(said))
"""


class Said(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


def run_several(*commands: tuple[object, ...], **environment: str) -> list[Said]:
    """Run commands with these environment variables, such as another backend; all are run, whatever each gives."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps([list(map(str, command)) for command in commands])],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Said(*said) for said in json.loads(done.stdout.splitlines()[-1])]
