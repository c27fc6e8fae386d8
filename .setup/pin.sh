#!/bin/sh
# Write a constraints file: every package at the newest version that pyproject.toml allows.
# usage: sh .setup/pin.sh PYTHON FILE
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" -m venv "$scratch/venv"
pip="$scratch/venv/bin/python -m pip"
$pip install --quiet --upgrade "pip>=25"
# Build numbers such as +cpu belong to one machine, so they are cut off.
$pip install --quiet --editable '.[dev]'
{
  echo "# Written by: make constraints"
  $pip freeze --exclude-editable | sed 's/+[a-z0-9.]*$//'
} > "$scratch/constraints.txt"
mv "$scratch/constraints.txt" "$2"
