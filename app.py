"""Starts the page: python app.py. The settings are in the README."""

import sys

from bot.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["serve"]))
