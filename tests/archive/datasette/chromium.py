"""A headless Chromium, driven over its DevTools pipe: real clicks, real pages, real pictures.

``--remote-debugging-pipe`` has the browser read commands from file descriptor 3 and write to 4,
as JSON with a NUL behind each message (https://chromedevtools.github.io/devtools-protocol/); so no
port is opened and no WebSocket library is needed.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
TIMEOUT = 30.0
QUIET = 0.3
"""Seconds in which nothing happens before a page counts as loaded."""
PIECE = 2**20


class ChromiumError(Exception):
    """The browser did not do what it was told."""


def program() -> str | None:
    """Where Chromium is installed; None if it is not."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Page:
    """One tab."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    # ------------------------------------------------------------------ what a person does

    def open(self, address: str) -> None:
        """Go to an address and wait until it has loaded."""
        self._settled("Page.navigate", url=address)

    def click(self, selector: str) -> None:
        """Click in the middle of the first element that a selector finds, and wait.

        Raises:
            ChromiumError: there is none, or it is not to be seen.
        """
        box = self.run(
            f"""(() => {{
                const found = document.querySelector({json.dumps(selector)});
                if (!found) return null;
                found.scrollIntoView({{block: "center"}});
                const box = found.getClientRects()[0];
                return box && [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )
        if not box:
            msg = f"nothing to click at {selector}"
            raise ChromiumError(msg)
        self.click_at(*box)

    def click_at(self, x: float, y: float) -> None:
        """Click at a place of the window, in CSS pixels, and wait."""
        button = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self.send("Input.dispatchMouseEvent", type="mousePressed", **button)
        self._settled("Input.dispatchMouseEvent", type="mouseReleased", **button)

    # ------------------------------------------------------------------ what a person sees

    @property
    def address(self) -> str:
        """What stands in the address bar."""
        return str(self.run("location.href"))

    @property
    def text(self) -> str:
        """The page's text as it is shown."""
        return str(self.run("document.body.innerText"))

    def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever the expression gives
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise ChromiumError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def frames(self) -> list[str]:
        """Addresses of the documents that stand in frames of their own process."""
        targets = self.send("Target.getTargets")["targetInfos"]
        return [target["url"] for target in targets if target["type"] == "iframe"]

    def in_frame(self, expression: str) -> Any:  # noqa: ANN401 - whatever the expression gives
        """The value of an expression in the first framed document, which may run no script itself.

        Raises:
            ChromiumError: there is no such document.
        """
        targets = self.send("Target.getTargets")["targetInfos"]
        frame = next((target for target in targets if target["type"] == "iframe"), None)
        if frame is None:
            msg = f"no frame in {self.address}"
            raise ChromiumError(msg)
        own = self._session
        attached = self.send("Target.attachToTarget", targetId=frame["targetId"], flatten=True)
        self._session = attached["sessionId"]
        try:
            return self.run(expression)
        finally:
            self._session = own

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        """Make the window this large, in CSS pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
        self.send("Emulation.setDeviceMetricsOverride", **metrics)

    def screenshot(self) -> bytes:
        """The window as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    # ------------------------------------------------------------------ the protocol

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command; its result.

        Raises:
            ChromiumError: the browser refuses, ends, or does not answer in time.
        """
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self._commands, data) :]
        deadline = time.monotonic() + TIMEOUT
        while True:
            answer = self._next(deadline - time.monotonic())
            if answer is None:
                msg = f"no answer to {method} in {TIMEOUT:g} s"
                raise ChromiumError(msg)
            if answer.get("id") == self._number:
                if "error" in answer:
                    msg = f"{method}: {answer['error']}"
                    raise ChromiumError(msg)
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _settled(self, method: str, **parameters: object) -> None:
        """Send a command and wait until what it set off has loaded and nothing more happens.

        Raises:
            ChromiumError: it takes too long.
        """
        self.send(method, **parameters)
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            event = self._next(QUIET)
            if event is not None:
                self.events.append(event)
            elif self.run("document.readyState") == "complete":
                return
        msg = f"{self.address} did not finish loading in {TIMEOUT:g} s"
        raise ChromiumError(msg)

    def _next(self, timeout: float) -> dict[str, Any] | None:
        """The next message; None if none comes in time."""
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(timeout, 0))
            if not ready:
                return None
            piece = os.read(self._answers, PIECE)
            if not piece:
                msg = "Chromium ended"
                raise ChromiumError(msg)
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def browser(executable: str) -> Iterator[Page]:
    """A fresh Chromium with one tab, ended with the block."""
    read_commands, write_commands = os.pipe()
    read_answers, write_answers = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [executable, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        # The shell puts our ends of the pipes at 3 and 4; Popen has no way to.
        shell = f'exec "$@" 3<&{read_commands} 4>&{write_answers}'
        with subprocess.Popen(
            ["bash", "-c", shell, "bash", *command],
            pass_fds=(read_commands, write_answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            os.close(read_commands)
            os.close(write_answers)
            try:
                yield Page(write_commands, read_answers)
            finally:
                os.close(write_commands)  # the browser ends when its commands do
                try:
                    process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    process.kill()
                os.close(read_answers)
