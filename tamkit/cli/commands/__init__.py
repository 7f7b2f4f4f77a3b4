"""One module a command, imported when the command runs: ``run(args)`` returns the exit status (None is 0)."""
