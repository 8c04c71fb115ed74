"""Starts MiniStack for this project: no wait after silent invocations, and no life after its parent."""

import os
import signal
import sys
import threading

from ministack.app import main
from ministack.core.lambda_runtime import Worker

# After each invocation the emulator waits this long for a first log line, for the next one, and at most.
# Its own 50 ms for the first would be part of every answer of a handler that logs nothing.
Worker._drain_stderr_bounded.__defaults__ = (0.004, 0.001, 0.25)


def end_with_parent() -> None:
    """Standard input is a pipe that the parent never writes to: its end means that the parent is gone."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    pid_file = os.environ["ONSALE_PID_FILE"]
    with open(pid_file, "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    if os.environ.get("ONSALE_END_WITH_PARENT") == "1":
        threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv = ["ministack"]
    try:
        main()
    finally:
        # Removed only here, after the state was written: a file that is still there tells of a crash.
        os.remove(pid_file)
