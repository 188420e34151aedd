"""Programs that read what strangers made: each in a process of its own, with limits, ours to kill.

Such a program gets the file on standard input, writes nothing to disk, and knows neither our
environment nor our database. When it is too slow or too greedy it ends, and nothing else does.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from typing import BinaryIO

from miz.documents.errors import FileBroken, FileTooHeavy, NoViewer, ViewersBusy
from miz.documents.redraw import TOO_HEAVY

SECONDS = 10
MEMORY = 768 * 1024 * 1024  # bytes of address space
LARGEST = 64 * 1024 * 1024  # bytes of what it says: they come into our own memory
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
    with (
        _in_memory(content) as source,
        subprocess.Popen(  # noqa: S603 - our own programs, our own arguments
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
        ) as program,
    ):
        late = threading.Timer(SECONDS, program.kill)
        late.start()
        try:
            assert program.stdout is not None  # noqa: S101 - a pipe was asked for
            output: bytes = program.stdout.read(LARGEST + 1)
            if too_much := len(output) > LARGEST:
                program.kill()
            program.wait()
        finally:
            late.cancel()
    # A negative code is the signal that ended it: too late, too much, out of memory, or crashed.
    if too_much or program.returncode < 0 or program.returncode == TOO_HEAVY:
        raise FileTooHeavy
    if program.returncode or not output:
        raise FileBroken
    return output


def _in_memory(content: bytes) -> BinaryIO:
    """A file that never lies on a disk: a program may take its time with it, and we with reading
    what it says, without either waiting for the other."""
    file = os.fdopen(os.memfd_create("content"), "w+b")
    file.write(content)
    file.seek(0)
    return file
