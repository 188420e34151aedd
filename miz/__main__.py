"""The `miz` command."""

from miz.commands import main

if __name__ == "__main__":
    main()
