"""The start of every confined process: sets its limits, then runs the program that it was told.

A script that imports nothing of ours, for it is started isolated, where our package is not found. The
arguments are how many octets of memory may be taken, how many seconds may be computed, the
program, and its own.
"""

import runpy
import sys

OPEN_FILES = 32


def set_limits(memory: int, cpu_seconds: int) -> None:
    """From here on this process may neither compute for long nor take much memory nor write a file."""
    # No such module outside of Unix: there the whole process fails, and nothing is read without limits.
    import resource

    limits = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    for what, most in limits.items():
        _soft, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    set_limits(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = sys.argv[3:]
    runpy.run_path(sys.argv[0], run_name="__main__")
