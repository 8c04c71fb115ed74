"""Starts MiniStack for this project: streams that survive a restart, no wait after silent invocations, and no life
after its parent."""

import copy
import os
import shutil
import signal
import sys
import threading

from ministack.app import main
from ministack.core.lambda_runtime import Worker
from ministack.services import dynamodb

# After each invocation the emulator waits this long for a first log line, for the next one, and at most.
# Its own 50 ms for the first would be part of every answer of a handler that logs nothing.
Worker._drain_stderr_bounded.__defaults__ = (0.004, 0.001, 0.25)


def keep_streams() -> None:
    """The emulator keeps how far a function has read a stream, but not the stream: after a restart the function would
    wait at a place that the new stream reaches much later, and what it had not read yet would be lost."""
    get_state, load_state = dynamodb.get_state, dynamodb.load_persisted_state
    stores = {"stream_records": dynamodb._stream_records, "stream_trimmed": dynamodb._stream_trimmed}

    def get_state_with_streams():
        return get_state() | {name: copy.deepcopy(store) for name, store in stores.items()}

    def load_state_with_streams(data):
        load_state(data)
        for name, store in stores.items():
            store.update((data or {}).get(name, {}))

    dynamodb.get_state, dynamodb.load_persisted_state = get_state_with_streams, load_state_with_streams


parent_gone = threading.Event()


def end_with_parent() -> None:
    """Standard input is a pipe that the parent never writes to: its end means that the parent is gone."""
    while os.read(0, 1024):
        pass
    parent_gone.set()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    pid_file = os.environ["ONSALE_PID_FILE"]
    with open(pid_file, "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    if os.environ.get("ONSALE_END_WITH_PARENT") == "1":
        threading.Thread(target=end_with_parent, daemon=True).start()
    keep_streams()
    sys.argv = ["ministack"]
    try:
        main()
    finally:
        # Removed only here, after the state was written: a file that is still there tells of a crash.
        os.remove(pid_file)
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        if parent_gone.is_set() and os.environ.get("ONSALE_DISPOSABLE") == "1":
            shutil.rmtree(os.path.dirname(pid_file), ignore_errors=True)
