"""The formats that are parsed in a child process, which `parser` starts and watches."""
