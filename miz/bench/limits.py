"""How fast the database alone does the same job: the bound that a bench is held against."""

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from miz.config.database import Cluster, binaries

BY = "pgbench -M prepared"
THREADS = 2
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def measure(
    cluster: Cluster,
    scripts: Sequence[str],
    *,
    clients: int,
    seconds: float,
    values: Mapping[str, str],
) -> float:
    """Transactions per second of pgbench over `scripts`, drawn evenly; `values` are for all."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.sql" for number in range(len(scripts))]
        for file, script in zip(files, scripts, strict=True):
            file.write_text(script, encoding="utf-8")
        run = subprocess.run(  # noqa: S603 - our own binaries, our own arguments
            [
                binaries() / "pgbench", "--no-vacuum", "--protocol=prepared",
                f"--client={clients}", f"--jobs={THREADS}", f"--time={max(round(seconds), 1)}",
                f"--host={cluster.socket}", "--username=miz",
                *(f"--define={name}={value}" for name, value in values.items()),
                *(f"--file={file}" for file in files),
                "miz",
            ],
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
    rate = _RATE.search(run.stdout)
    if run.returncode or rate is None:
        raise RuntimeError(f"pgbench failed: {run.stderr[-1000:]}")
    return float(rate[1])
