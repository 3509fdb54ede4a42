"""An estimator that does what it is asked not to: X[0, 0] says what. Where an act is prevented, it answers with the errno."""
import ctypes
import os
import socket
import threading
import time

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin


class Misbehaving(RegressorMixin, BaseEstimator):
    def fit(self, secret, folder, parent):
        self.n_features_in_ = 1
        self.secret_, self.folder_, self.parent_ = secret, folder, parent
        self.kept_ = []
        return self

    def predict(self, X):
        act = {
            1: self.exit, 2: self.hang, 3: self.leak, 4: self.flood, 5: self.babble, 6: self.crash, 7: self.need_much, 8: self.raise_value,
            9: self.say_too_little, 10: self.claim_too_much, 11: self.raise_other,
            20: self.fork, 21: self.execute, 22: self.connect, 23: self.read_secret, 24: self.read_password_file, 25: self.write_here,
            26: self.write_there, 27: self.signal_parent, 28: self.thread, 29: self.see_environment, 30: self.see_descriptors,
            31: self.see_processes, 32: self.remove, 33: self.become_root, 34: self.unix_socket, 35: self.read_parent, 36: self.change_mode,
        }.get(int(X[0, 0]), lambda: 0)
        return np.full(len(X), float(self.errno_of(act)))

    @staticmethod
    def errno_of(act):
        try:
            return act() or 0
        except OSError as error:
            return error.errno

    def exit(self):
        os._exit(3)

    def hang(self):
        while True:
            time.sleep(1)

    def leak(self):
        self.kept_.append(np.ones(4 << 20))  # 32 MiB

    def flood(self):
        for descriptor in (1, 2):
            for _ in range(64):
                os.write(descriptor, bytes(1 << 20))

    def babble(self):
        self.send(b"\x07\x00\x00\x00\x63nonsense")

    def say_too_little(self):
        self.send(b"\x04\x00\x00\x00\x0a\x08\x00\x00\x00")

    def claim_too_much(self):
        self.send(b"\xff\xff\xff\xff\x0a")

    @staticmethod
    def send(data):
        for descriptor in range(3, 64):
            try:
                socket.socket(fileno=os.dup(descriptor)).sendall(data)
            except OSError:
                pass

    def crash(self):
        ctypes.string_at(0)

    def need_much(self):
        np.ones(1 << 30)

    def raise_value(self):
        raise ValueError("the number 8, seen in /etc/some/file")

    def raise_other(self):
        raise KeyError("hidden")

    def fork(self):
        if os.fork() == 0:
            os._exit(0)

    def execute(self):
        os.execv("/bin/true", ["true"])

    def connect(self):
        socket.create_connection(("127.0.0.1", 22), timeout=1)

    def unix_socket(self):
        socket.socket(socket.AF_UNIX)

    def read_secret(self):
        open(self.secret_).read()

    def read_password_file(self):
        open("/etc/passwd").read()

    def read_parent(self):
        open(f"/proc/{self.parent_}/environ", "rb").read()

    def write_here(self):
        open("written", "w").write("x")

    def write_there(self):
        open(os.path.join(self.folder_, "written"), "w").write("x")

    def remove(self):
        os.unlink(self.secret_)

    def change_mode(self):
        os.chmod(self.secret_, 0o777)

    def signal_parent(self):
        os.kill(os.getppid(), 0)

    def become_root(self):
        os.setuid(0)

    def thread(self):
        try:
            threading.Thread(target=lambda: None).start()
        except RuntimeError:
            return 1

    def see_environment(self):
        return 0 if any("SECRET" in name for name in os.environ) else 1

    def see_descriptors(self):
        # The standard three, the connection, and the file of the model while it is read.
        seen = 0
        for descriptor in range(256):
            try:
                os.fstat(descriptor)
                seen += 1
            except OSError:
                pass
        return 1 if seen <= 5 else 0

    def see_processes(self):
        os.listdir("/proc")
