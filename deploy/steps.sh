# Sourced by demo, test and .ci/run: building without noise, and counting tests. Sets `root`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# quietly LOG COMMAND…: runs it into a log, of which something is seen only when it fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail --lines=40 "$log" >&2
    echo "Failed: $*" >&2
    echo "The whole log: $log" >&2
    return 1
  fi
}

# build PRESET [TARGET…]
build() {
  local preset=$1 log=$root/build/$1.log
  shift
  echo "Building $preset …" >&2
  (
    cd "$root"
    quietly "$log" cmake --preset "$preset" &&
      quietly "$log" cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}
  )
}

passed=0
failed=0
not_run=0

# suite NAME KIND LOG COMMAND…: runs a test program and adds what it counts. KIND is doctest, pytest,
# unittest, node or go. A suite that fails without saying which test, or that ran none, counts as one
# failure.
suite() {
  local name=$1 kind=$2 log=$3 code=0 counts good bad
  shift 3
  echo "== $name"
  mkdir -p "$(dirname "$log")"
  "$@" </dev/null 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
  counts=$(python3 "$root/deploy/count_tests.py" "$kind" "$log")
  read -r good bad <<<"$counts"
  if [[ $code -ne 0 && $bad -eq 0 ]]; then
    echo "$name: ended with code $code" >&2
    bad=1
  elif [[ $((good + bad)) -eq 0 ]]; then
    echo "$name: ran no test" >&2
    bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

# left_out NAME WHY: a suite that cannot run here is neither passed nor failed, and is named.
left_out() {
  echo "== $1: not run: $2"
  not_run=$((not_run + 1))
}

# The closing line, which is also the verdict.
conclude() {
  ((not_run == 0)) || echo "suites not run: $not_run"
  echo "$passed passed, $failed failed"
  [[ $failed -eq 0 && $passed -gt 0 ]]
}
