"""Starts the page: python app.py. Its settings are in docs/settings.md."""

import sys

from bot.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main(["serve"]))
