"""``python -m tamkit`` is the ``tamkit`` command."""

import sys

from tamkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
