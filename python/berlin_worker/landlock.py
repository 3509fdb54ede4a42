"""Landlock: this process opens no file but those under the folders named, connects to nothing, signals nobody outside."""
import ctypes
import os
import struct

import kernel

# The same numbers on every architecture.
_CREATE_RULESET = 444
_ADD_RULE = 445
_RESTRICT_SELF = 446
_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE = 1 << 2
_READ_DIR = 1 << 3
# How many rights over files each version of the interface knows.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_SINCE_5 = 16
_NET_RIGHTS = 0b11
_SCOPES = 0b11


def version():
    """Version of the kernel's interface; 0 where there is none."""
    try:
        return kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION))
    except OSError:
        return 0


def restrict(readable_folders):
    """From here on nothing but reading under these folders. Files that are open stay usable."""
    found = version()
    attributes = struct.pack(
        "=QQQ",
        (1 << _FILE_RIGHTS.get(found, _FILE_RIGHTS_SINCE_5)) - 1,
        _NET_RIGHTS if found >= 4 else 0,
        _SCOPES if found >= 6 else 0,
    )
    size = 24 if found >= 6 else 16 if found >= 4 else 8
    ruleset = kernel.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    try:
        for folder in readable_folders:
            _allow_reading(ruleset, folder)
        kernel.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)


def _allow_reading(ruleset, folder):
    try:
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except PermissionError:
        # Not for this user anyway.
        return
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, descriptor)
        kernel.syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0))
    finally:
        os.close(descriptor)
