"""The formats that are parsed in a child process; `index.formats.parser` starts and watches it."""
