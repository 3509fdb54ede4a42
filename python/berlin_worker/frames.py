"""Frames between a silo and the processes here.

A frame is its length (4 bytes, little-endian, without these four and the kind), its kind (1 byte) and its content. Most contents
are JSON; PREDICT and ANSWER hold tensors (see tensors.py). src/Runtimes/Python/Wire has the other side.
"""
import json
import struct

PROTOCOL = 1
MAX_FRAME_BYTES = 256 * 1024 * 1024

# A silo asks the nursery.
SPAWN = 1  # {"ticket"}
KILL = 2  # {"ticket"}
# The nursery tells.
HELLO = 3  # {"protocol", "environment", "walls"}
EXITED = 4  # {"ticket", "signal", "code"}
# A worker tells, and is asked.
BORN = 5  # {"ticket"}
LOAD = 6  # {"name", "path", "memory_limit_bytes", "empty_folder", "module_folder", "modules"}
LOADED = 7  # {"estimator", "inputs", "outputs", "resident_bytes"}
REFUSED = 8  # {"field", "reason"}
PREDICT = 9
ANSWER = 10
FAULT = 11  # {"kind": "input" | "memory" | "model", "reason"}

_HEADER = struct.Struct("<IB")


class Connection:
    """A blocking stream socket that carries frames."""

    def __init__(self, stream_socket):
        self._socket = stream_socket

    def fileno(self):
        return self._socket.fileno()

    def send(self, kind, *parts):
        """Sends a frame whose content are the parts one after the other."""
        length = sum(len(part) for part in parts)
        self._socket.sendall(b"".join([_HEADER.pack(length, kind), *parts]))

    def send_json(self, kind, content):
        self.send(kind, json.dumps(content).encode())

    def receive(self):
        """The next frame as (kind, content), or (None, None) where the other side has closed."""
        header = self._read(_HEADER.size)
        if header is None:
            return None, None
        length, kind = _HEADER.unpack(header)
        if length > MAX_FRAME_BYTES:
            raise ValueError(f"a frame of {length} bytes, at most {MAX_FRAME_BYTES}")
        content = self._read(length)
        return (None, None) if content is None else (kind, content)

    def receive_json(self, expected):
        kind, content = self.receive()
        if kind is None:
            return None
        if kind != expected:
            raise ValueError(f"a frame of kind {kind} instead of {expected}")
        return json.loads(bytes(content))

    def _read(self, count):
        data = bytearray(count)
        view = memoryview(data)
        while view:
            try:
                received = self._socket.recv_into(view)
            except ConnectionResetError:
                return None
            if received == 0:
                return None
            view = view[received:]
        return data
