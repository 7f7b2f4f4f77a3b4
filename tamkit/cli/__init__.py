"""The ``tamkit`` command: arguments, files and exit codes; everything else happens in the packages it calls."""

from tamkit.cli.entry import main, parser

__all__ = ["main", "parser"]
