import subprocess
import sys


def test_version_names_the_package():
    done = subprocess.run(
        [sys.executable, "-c", "from kinlens.cli import main; main()", "--version"],
        capture_output=True, text=True, check=True,
    )
    assert done.stdout.startswith("kinlens ")
