import json
import shutil
import subprocess
import sys

import pytest

from tests.conftest import PROJECT


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_any_write_of_a_build_may_find_the_disk_full():
    command = [sys.executable, "-m", "tests.index.faults.full_disk", "--every", "60"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    print(done.stdout, done.stderr)
    seen = json.loads(done.stdout)
    assert seen["disk full"] >= 5
    assert seen.get("something else", 0) == 0
    assert seen.get("broken", 0) == 0
    assert seen["next build failed"] == 0
    assert seen["old"] >= 3
