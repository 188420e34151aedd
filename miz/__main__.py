"""The `miz` command."""

from miz.config.commands import main

if __name__ == "__main__":
    main()
