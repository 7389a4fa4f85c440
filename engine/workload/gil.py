"""One Python process of the workload gil: serves each of its threads' sockets until the worker closes it.

Arguments: "threads" or "processes", then a file descriptor for each thread. The first answer on
each says who serves it: the kernel's thread id, the process id, whether there is a GIL, the version of Python.
"""
import os
import resource
import struct
import sys
import threading


def loop(x, rounds):
    for _ in range(rounds):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    return x


def left_by_itself():
    """How often the calling thread gave up its PU."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


def serve(fd):
    has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    os.write(fd, struct.pack("<4q", threading.get_native_id(), os.getpid(), has_gil, sys.hexversion))
    before = left_by_itself()
    while order := os.read(fd, 16):
        seed, rounds = struct.unpack("<2q", order)
        x = loop(seed, rounds)
        left = left_by_itself()
        # Once it slept until the order came; what is more, it slept until it got the GIL.
        os.write(fd, struct.pack("<2q", x, max(0, left - before - 1)))
        before = left


def as_threads(fds):
    threads = [threading.Thread(target=serve, args=(fd,)) for fd in fds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def as_processes(fds):
    children = []
    for fd in fds:
        child = os.fork()
        if child == 0:
            for other in fds:
                if other != fd:
                    os.close(other)
            serve(fd)
            os._exit(0)
        children.append(child)
    for fd in fds:
        os.close(fd)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    (as_processes if sys.argv[1] == "processes" else as_threads)([int(word) for word in sys.argv[2:]])
