"""The command line: `adscale`, one module a command."""
