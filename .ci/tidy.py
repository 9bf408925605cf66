"""Runs clang-tidy-14 over the files of some folders: tidy.py BUILD FOLDER…

A file that has passed is not looked at again until what the compiler sees of it, its command or the
configuration changes; what has passed is remembered in BUILD/tidy-passed.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

# The analyzer's deep mode follows calls into Boost and more than doubles the time.
TOOL = ["clang-tidy-14", "--quiet", *(f"--extra-arg={word}" for word in
                                      ("-Xclang", "-analyzer-config", "-Xclang", "mode=shallow"))]


def entries(build, folders):
    here = pathlib.Path.cwd()
    wanted = [here / folder for folder in folders]
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if any(folder in path.parents for folder in wanted):
            yield entry


def fingerprint(entry):
    """Of the file as the compiler sees it, with its comments: NOLINT is one of them."""
    command = shlex.split(entry["command"])
    while "ccache" in os.path.basename(command[0]):
        command = command[1:]
    output = command.index("-o")
    del command[output:output + 2]
    command.remove("-c")
    seen = subprocess.run([*command, "-E", "-C"], cwd=entry["directory"], check=True,
                          capture_output=True).stdout
    digest = hashlib.sha256(seen)
    digest.update(pathlib.Path(".clang-tidy").read_bytes())
    digest.update(" ".join(command).encode())
    return digest.hexdigest()


def check(build, passed, entry):
    """What there is to complain about in one file."""
    try:
        mark = passed / fingerprint(entry)
    except subprocess.CalledProcessError as error:
        return error.stderr.decode(errors="replace")
    if mark.exists():
        return ""
    run = subprocess.run([*TOOL, "-p", str(build), entry["file"]], capture_output=True, text=True,
                         errors="replace")
    if run.returncode == 0:
        mark.touch()
        return ""
    return run.stdout + run.stderr


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    passed = build / "tidy-passed"
    passed.mkdir(parents=True, exist_ok=True)
    files = list(entries(build, sys.argv[2:]))
    if not files:
        print("clang-tidy: no files", file=sys.stderr)
        return 1
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda entry: check(build, passed, entry), files):
            if complaint:
                bad += 1
                print(complaint, flush=True)
    print(f"clang-tidy: {len(files)} files, {bad} with complaints", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
