#!/usr/bin/env python3
"""memory.py COMMAND...: runs it and prints, last, the private memory it took, in KB.

That is VmHWM less file mappings, the most each process ever had, added up over the command and all its
descendants: what the machine must have free for it, apart from what it can read again from disk. The
exit code is the command's.
"""

import os
import subprocess
import sys
import time

INTERVAL = 0.005  # seconds


def descendants(pid):
    try:
        threads = os.listdir("/proc/%d/task" % pid)
    except OSError:
        return
    yield pid
    for thread in threads:
        try:
            with open("/proc/%d/task/%s/children" % (pid, thread), encoding="ascii") as file:
                children = file.read().split()
        except OSError:
            continue
        for child in children:
            yield from descendants(int(child))


def private_kb(pid):
    """0 where the process has ended."""
    values = {"VmHWM": 0, "RssFile": 0}
    try:
        with open("/proc/%d/status" % pid, encoding="utf-8", errors="replace") as file:
            for line in file:
                name, _, value = line.partition(":")
                if name in values:
                    values[name] = int(value.split()[0])
    except OSError:
        return 0
    return max(0, values["VmHWM"] - values["RssFile"])


def main(command):
    process = subprocess.Popen(command)
    most = {}
    while process.poll() is None:
        for pid in descendants(process.pid):
            most[pid] = max(most.get(pid, 0), private_kb(pid))
        time.sleep(INTERVAL)
    print(sum(most.values()))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
