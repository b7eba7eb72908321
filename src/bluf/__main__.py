"""``python -m bluf``."""

from bluf.cli.main import main

if __name__ == "__main__":
    main()
