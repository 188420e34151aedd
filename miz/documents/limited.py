"""Programs that read what strangers made: each in a process of its own, with limits, ours to kill.

Such a program gets the file on standard input, writes nothing to disk, and knows neither our
environment nor our database. When it is too slow or too greedy it ends, and nothing else does.
"""

import shutil
import subprocess
import threading
from collections.abc import Sequence

from miz.documents.errors import FileBroken, FileTooHeavy, NoViewer, ViewersBusy
from miz.documents.redraw import TOO_HEAVY

SECONDS = 10
MEMORY = 768 * 1024 * 1024  # bytes of address space
LIMITS = (f"--as={MEMORY}", f"--cpu={SECONDS}", "--fsize=0", "--core=0")
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
# However many look at once, threads of the process are left for those who send requests: one
# draws, and who finds it drawing waits a little and then says so.
PATIENCE = 2.0
_PLACE = threading.BoundedSemaphore(1)


def run(command: Sequence[str], content: bytes) -> bytes:
    """What `command` makes of `content`.

    Raises FileBroken, FileTooHeavy, NoViewer, or ViewersBusy after PATIENCE seconds.
    """
    limiter = shutil.which("prlimit")
    program = shutil.which(command[0], path=ENVIRONMENT["PATH"]) or shutil.which(command[0])
    if limiter is None or program is None:
        raise NoViewer
    if not _PLACE.acquire(timeout=PATIENCE):
        raise ViewersBusy
    try:
        return _output([limiter, *LIMITS, "--", program, *command[1:]], content)
    finally:
        _PLACE.release()


def _output(command: Sequence[str], content: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own programs, our own arguments
            command,
            input=content,
            capture_output=True,
            check=False,
            env=ENVIRONMENT,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise FileTooHeavy from None
    # A negative code is the signal that ended it: out of time, out of memory, or crashed.
    if done.returncode < 0 or done.returncode == TOO_HEAVY:
        raise FileTooHeavy
    if done.returncode or not done.stdout:
        raise FileBroken
    return done.stdout
