"""Runs clang-tidy-14 over the files of some folders: tidy.py BUILD FOLDER…"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

# The analyzer's deep mode follows calls into Boost and more than doubles the time.
TOOL = ["clang-tidy-14", "--quiet", *(f"--extra-arg={word}" for word in
                                      ("-Xclang", "-analyzer-config", "-Xclang", "mode=shallow"))]


def files_of(build, folders):
    here = pathlib.Path.cwd()
    wanted = [here / folder for folder in folders]
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if any(folder in path.parents for folder in wanted):
            yield entry["file"]


def check(build, file):
    """What there is to complain about in one file."""
    run = subprocess.run([*TOOL, "-p", str(build), file], capture_output=True, text=True,
                         errors="replace")
    return run.stdout + run.stderr if run.returncode != 0 else ""


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    files = list(files_of(build, sys.argv[2:]))
    if not files:
        print("clang-tidy: no files", file=sys.stderr)
        return 1
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda file: check(build, file), files):
            if complaint:
                bad += 1
                print(complaint, flush=True)
    print(f"clang-tidy: {len(files)} files, {bad} with complaints", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
