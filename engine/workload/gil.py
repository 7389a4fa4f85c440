"""One Python process of the workload gil: serves each of its threads' sockets until the worker closes it.

Arguments: "threads" or "processes", then two file descriptors for each thread: orders are read from one, answers
written to the other. The first answer says who serves: the kernel's thread id, the process id, whether there is a
GIL, the version of Python.
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


def serve(orders, answers):
    has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    os.write(answers, struct.pack("<4q", threading.get_native_id(), os.getpid(), has_gil, sys.hexversion))
    before = left_by_itself()
    while order := os.read(orders, 16):
        seed, rounds = struct.unpack("<2q", order)
        x = loop(seed, rounds)
        left = left_by_itself()
        # Once it slept until the order came; what is more, it slept until it got the GIL.
        os.write(answers, struct.pack("<2q", x, max(0, left - before - 1)))
        before = left


def as_threads(pairs):
    threads = [threading.Thread(target=serve, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def close_all(pairs):
    for pair in pairs:
        for fd in pair:
            os.close(fd)


def as_processes(pairs):
    children = []
    for pair in pairs:
        child = os.fork()
        if child == 0:
            close_all(other for other in pairs if other != pair)
            serve(*pair)
            os._exit(0)
        children.append(child)
    close_all(pairs)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    fds = [int(word) for word in sys.argv[2:]]
    (as_processes if sys.argv[1] == "processes" else as_threads)(list(zip(fds[::2], fds[1::2])))
