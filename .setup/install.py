"""pip install, with a line for each large download and none of pip's remarks about itself.

usage: python .setup/install.py ARGUMENTS OF PIP INSTALL
"""

import re
import subprocess
import sys

LARGE = 5  # MB that are worth a line
PIP = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
DOWNLOADED = re.compile(r"\s*Downloading \S*?([\w.]+)-(\d[^-\s]*)\S* \(([\d.]+) (kB|MB|GB)\)")
MEGABYTES = {"kB": 1 / 1000, "MB": 1, "GB": 1000}

total = 0.0
output = []
with subprocess.Popen(
    [*PIP, "--root-user-action=ignore", "--progress-bar=off", *sys.argv[1:]],
    stdout=subprocess.PIPE,
    stderr=subprocess.STDOUT,
    text=True,
) as pip:
    assert pip.stdout
    for line in pip.stdout:
        output.append(line)
        if found := DOWNLOADED.match(line):
            size = float(found[3]) * MEGABYTES[found[4]]
            total += size
            if size >= LARGE:
                print(f"  {found[1]} {found[2]}: {size:.0f} MB", flush=True)
        elif line.startswith("Installing collected packages"):
            count = line.count(",") + 1
            print(f"  {total:.0f} MB downloaded; installing {count} packages ...", flush=True)
if pip.returncode:
    print("".join(output[-20:]), end="", file=sys.stderr)
sys.exit(pip.returncode)
