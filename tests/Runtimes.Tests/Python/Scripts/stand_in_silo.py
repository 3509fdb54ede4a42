"""A silo that has asked a worker to hang, to be killed: stand_in_silo.py <python> <worker's folder> <model> <folder of modules>.

Prints the process numbers of nursery and worker once both are there and the worker hangs.
"""
import os
import socket
import struct
import subprocess
import sys
import tempfile

python, worker_folder, model, modules = sys.argv[1:]
sys.path.insert(0, worker_folder)
import frames

with tempfile.TemporaryDirectory() as folder:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(folder, "socket"))
    listener.listen()
    nursery = subprocess.Popen([python, "-I", "-B", worker_folder, os.path.join(folder, "socket")], env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
    control = frames.Connection(listener.accept()[0])
    control.receive_json(frames.HELLO)
    control.send_json(frames.SPAWN, {"ticket": 1})
    worker = frames.Connection(listener.accept()[0])
    worker.receive_json(frames.BORN)
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    worker.send_json(frames.LOAD, {"name": "model.pkl", "path": model, "memory_limit_bytes": 1 << 28, "empty_folder": empty, "module_folder": modules, "modules": ["misbehaving"]})
    worker.receive_json(frames.LOADED)
    hang = 2.0
    worker.send(frames.PREDICT, struct.pack("<III", 1, 1, 8), struct.pack("<d", hang))
    with open(f"/proc/{nursery.pid}/task/{nursery.pid}/children") as children:
        print(nursery.pid, children.read().strip(), flush=True)
    sys.stdin.read()
