# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""What the checks share: the tree they look at, its files, findings, a cache by content.

A check is called as `CHECK [ROOT]`; without ROOT it looks at the tree that it stands in. It prints
one line a finding, "file:line: what is wrong; how to mend it", and exits 1 when there was any.
"""
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE.parent.parent
BUILD = ROOT / "build"
# Self-tests share the real tree's cache: it is keyed by content alone.
CACHE = Path(os.environ.get("SLUICE_CHECK_CACHE", ROOT / "build-checks"))

_found = 0


def found(path, line, text):
    """Print one finding; path may be absolute or relative to ROOT."""
    global _found
    path = Path(path)
    if path.is_absolute() and path.is_relative_to(ROOT):
        path = path.relative_to(ROOT)
    print(f"{path}:{line}: {text}")
    _found += 1


def done():
    """End the check with the exit code that its findings ask for."""
    sys.exit(1 if _found else 0)


def _listed():
    if not (ROOT / ".git").exists():
        return None
    got = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z",
                          "--cached", "--others", "--exclude-standard"],
                         capture_output=True, text=True)
    return got.stdout.split("\0")[:-1] if got.returncode == 0 else None


def _walked():
    for top, dirs, names in os.walk(ROOT):
        if Path(top) == ROOT:
            dirs[:] = [d for d in dirs if d != ".git" and not d.startswith("build")]
        dirs[:] = [d for d in dirs if d != "__pycache__"]
        for name in names:
            if not name.endswith(".pyc"):
                yield str((Path(top) / name).relative_to(ROOT))


def files(*suffixes, under=""):
    """Sorted paths (relative, as str) of the tree's own files, optionally by suffix and folder."""
    names = _listed()
    if names is None:
        names = _walked()
    return sorted(n for n in names
                  if n.startswith(under) and (not suffixes or n.endswith(suffixes))
                  and (ROOT / n).is_file())


def read(name):
    """The text of a file of the tree; bytes that are no UTF-8 are replaced."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def list_lines(name):
    """The lines of a list beside the checks, without comments and blank ones, split in words."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.split("#")[0].split() for line in text.splitlines() if line.split("#")[0].strip()]


def digest(*parts):
    """A key for the cache from texts."""
    h = hashlib.sha256()
    for part in parts:
        h.update(part.encode("utf-8", "replace"))
        h.update(b"\0")
    return h.hexdigest()


def each_uncached(kind, items, test):
    """Run test(name) -> bool over all of {name: key} whose key has not passed before, in parallel."""
    store = CACHE / kind
    store.mkdir(parents=True, exist_ok=True)

    def one(item):
        name, key = item
        mark = store / key
        if not mark.exists() and test(name):
            mark.touch()

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(one, items.items()))


def run(cmd, **kw):
    """subprocess.run with text captured; stderr joins stdout."""
    return subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kw)
