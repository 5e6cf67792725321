"""``python -m tests.newsroom`` serves, and runs a command while serving."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.loopback import LoopbackServer
from tests.newsroom import Newsroom
from tests.newsroom.__main__ import main
from tests.newsroom.test_site import get

MODULE = [sys.executable, "-m", "tests.newsroom"]
FETCH = (
    "import sys, urllib.request as r;"
    "sys.exit(len(r.urlopen(f'http://127.0.0.1:{sys.argv[1]}/robots.txt').read()) and 7)"
)


def free_port() -> int:
    with LoopbackServer(Newsroom().respond) as server:
        return server.port


def test_serves_while_a_command_runs_and_exits_with_its_code() -> None:
    port = str(free_port())
    assert main(["--port", port, "--then", "python", "-c", FETCH, port]) == 7


def test_a_command_ended_by_a_signal() -> None:
    code = "import os; os.kill(os.getpid(), 15)"
    assert main(["--port", "0", "--then", "python", "-c", code]) == 128 + signal.SIGTERM


def test_ctrl_c_goes_to_the_command_which_may_finish() -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(5))\n"
        "print('ready', flush=True)\n"
        "time.sleep(30)"
    )
    command = [*MODULE, "--port", "0", "--then", "python", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        # as a terminal does: to every process of the group
        subprocess.run(["kill", "-INT", "--", f"-{process.pid}"], check=True)
        assert process.wait(timeout=10) == 5


def test_serves_in_the_foreground_until_it_is_told_to_stop() -> None:
    with subprocess.Popen([*MODULE, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = next(word for word in line.split() if word.startswith("http")).rstrip("/")
        assert get(url + "/").status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with LoopbackServer(Newsroom().respond) as server:
        assert main(["--port", str(server.port)]) == 1
        assert f"cannot serve on port {server.port}" in capsys.readouterr().err


def test_a_command_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "0", "--then", "no-such-command"]) == 1
    assert "no such command: no-such-command" in capsys.readouterr().err


def test_then_needs_a_command() -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--then"])
    assert stop.value.code == 2
