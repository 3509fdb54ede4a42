"""A filter of system calls: no other process, no other program, no socket, nothing of the kernel that a calculation does not need.

A list of what is forbidden: what numpy and its libraries call differs between versions, and the folder and network walls hold
beside it. Numbers: the tables of Linux 6 for each architecture; newer calls have the same number on both.
"""
import ctypes
import platform
import struct

import kernel

_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 1  # EPERM
_KILL = 0x80000000
_X32_BIT = 0x40000000

_LOAD_WORD = 0x20
_JUMP_EQUAL = 0x15
_JUMP_GREATER_OR_EQUAL = 0x35
_RETURN = 0x06
_OFFSET_NUMBER = 0
_OFFSET_ARCHITECTURE = 4

_SHARED = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "pidfd_open": 434, "clone3": 435,
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "memfd_secret": 447, "process_mrelease": 448,
}
_X86_64 = {
    "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53, "clone": 56, "fork": 57, "vfork": 58,
    "execve": 59, "kill": 62, "shmget": 29, "semget": 64, "msgget": 68, "ptrace": 101, "personality": 135, "pivot_root": 155,
    "chroot": 161, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "init_module": 175, "tkill": 200,
    "tgkill": 234, "mq_open": 240, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272, "accept4": 288,
    "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
    "finit_module": 313, "memfd_create": 319, "kexec_file_load": 320, "bpf": 321, "execveat": 322, "userfaultfd": 323,
}
_AARCH64 = {
    "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203, "clone": 220, "execve": 221,
    "kill": 129, "tkill": 130, "tgkill": 131, "shmget": 194, "semget": 190, "msgget": 186, "ptrace": 117, "personality": 92,
    "pivot_root": 41, "chroot": 51, "mount": 40, "umount2": 39, "swapon": 224, "reboot": 142, "init_module": 105,
    "mq_open": 180, "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97, "accept4": 242, "perf_event_open": 241,
    "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "finit_module": 273,
    "memfd_create": 279, "kexec_file_load": 294, "bpf": 280, "execveat": 281, "userfaultfd": 282,
}
# The kernel's name of the architecture in a filter, and its calls.
_ARCHITECTURES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}


def is_known():
    """Whether the numbers of this machine's calls are known."""
    return platform.machine() in _ARCHITECTURES


def restrict():
    """From here on the calls above fail with EPERM. `no_new_privs` must be set."""
    architecture, numbers = _ARCHITECTURES[platform.machine()]
    forbidden = sorted({*numbers.values(), *_SHARED.values()})
    program = [
        _instruction(_LOAD_WORD, 0, 0, _OFFSET_ARCHITECTURE),
        _instruction(_JUMP_EQUAL, 1, 0, architecture),
        _instruction(_RETURN, 0, 0, _KILL),
        _instruction(_LOAD_WORD, 0, 0, _OFFSET_NUMBER),
        _instruction(_JUMP_GREATER_OR_EQUAL, 0, 1, _X32_BIT),
        _instruction(_RETURN, 0, 0, _REFUSE),
    ]
    for index, number in enumerate(forbidden):
        program.append(_instruction(_JUMP_EQUAL, len(forbidden) - index, 0, number))
    program.append(_instruction(_RETURN, 0, 0, _ALLOW))
    program.append(_instruction(_RETURN, 0, 0, _REFUSE))
    code = ctypes.create_string_buffer(b"".join(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    kernel.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header))


def _instruction(code, if_true, if_false, operand):
    return struct.pack("=HBBI", code, if_true, if_false, operand)
