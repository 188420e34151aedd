"""Says plainly when the Python at hand is too old for the project."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one must be told, not crash later
    sys.exit("Miz needs Python 3.11 or newer; give another one with PYTHON=/path/to/python3")
