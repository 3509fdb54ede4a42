"""System calls that Python's library does not have, by way of the C library."""
import ctypes
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522


def checked(result):
    """The result of a call of the C library; an OSError where it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def syscall(number, *arguments):
    return checked(_libc.syscall(ctypes.c_long(number), *arguments))


def prctl(option, *arguments):
    padded = [*arguments, 0, 0, 0, 0][:4]
    return checked(_libc.prctl(option, *(value if isinstance(value, ctypes._SimpleCData) else ctypes.c_ulong(value) for value in padded)))


def unshare(flags):
    checked(_libc.unshare(flags))


def die_with_parent(signal_number):
    """The kernel sends the signal when the thread that forked this process ends."""
    prctl(_PR_SET_PDEATHSIG, signal_number)


def forbid_inspection():
    """No other process of the same user reads this one's memory."""
    prctl(_PR_SET_DUMPABLE, 0)


def forbid_new_privileges():
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities():
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    checked(_libc.capset(header, bytes(24)))
