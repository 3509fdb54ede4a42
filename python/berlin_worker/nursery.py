"""The process that forks workers: it has imported the libraries once, runs no model, and ends with its silo.

One thread, so that forking is safe, and nothing here waits but for the silo and for workers that end. The death of its thread is
what kills the workers, whatever they do (see sandbox.enter), and the end of its connection is what ends it.
"""
import gc
import json
import os
import select
import shutil
import signal
import socket

import frames
import sandbox


STANDARD_ERROR = 2


def main(path):
    os.setsid()
    sandbox.close_inherited(keep=[STANDARD_ERROR])
    has_left_network = sandbox.leave_network()
    import fingerprint
    import worker

    worker.import_libraries()
    environment = fingerprint.environment()
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a library started a thread; forks of this process would be unsafe")
    gc.collect()
    gc.freeze()
    control = _connect(path)
    control.send_json(frames.HELLO, {"protocol": frames.PROTOCOL, "environment": environment, "walls": sandbox.walls(has_left_network)})
    Nursery(path, control, environment, worker.main).run()
    # The silo ended, perhaps without a chance to clear up; the folder is this process's alone.
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)
    return 0


def _connect(path):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    return frames.Connection(connection)


class Nursery:
    """Forks a worker when it is told to, kills one when it is told to, and tells which have ended."""

    def __init__(self, path, control, environment, work):
        self._path = path
        self._control = control
        self._environment = environment
        self._work = work
        self._tickets = {}
        self._ended_reader, self._ended_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self):
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ended_writer, warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._control, self._ended_reader], [], [])
            if self._ended_reader in ready:
                os.read(self._ended_reader, 4096)
                self._tell_who_ended()
            if self._control in ready and not self._obey():
                return

    def _obey(self):
        kind, content = self._control.receive()
        if kind is None:
            return False
        ticket = json.loads(bytes(content))["ticket"]
        if kind == frames.SPAWN:
            self._spawn(ticket)
        elif kind == frames.KILL:
            self._kill(ticket)
        return True

    def _spawn(self, ticket):
        pid = os.fork()
        if pid != 0:
            self._tickets[pid] = ticket
            return
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sandbox.close_inherited()
            code = self._work(_connect(self._path), ticket, self._environment)
        finally:
            os._exit(code)

    def _kill(self, ticket):
        for pid, of in self._tickets.items():
            if of == ticket:
                # Not reaped yet, so the number is still this worker's.
                os.kill(pid, signal.SIGKILL)

    def _tell_who_ended(self):
        while self._tickets:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            ended = {"ticket": self._tickets.pop(pid), "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                     "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0}
            self._control.send_json(frames.EXITED, ended)
