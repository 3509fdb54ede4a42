"""What a worker is kept from before it reads a byte of a model. Each wall stands alone; those that a machine lacks are named."""
import os
import resource
import signal
import sys

import kernel
import landlock
import seccomp

_NOBODY = 65534
_MAX_OPEN_FILES = 64
_NICENESS = 5
_OUT_OF_MEMORY_SCORE = "500"
_is_superuser = os.geteuid() == 0


def leave_network():
    """A network of our own without a device in it, for the nursery and all that it forks. Returns whether that is permitted."""
    flags = kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC
    try:
        # Whoever is not root becomes the owner of a user namespace first, where the machine lets them.
        kernel.unshare(flags if _is_superuser else flags | kernel.CLONE_NEWUSER)
    except OSError:
        return False
    return True


def walls(has_left_network):
    """Names of the walls of this machine, and of those that it lacks."""
    return {
        "network": has_left_network,
        "user": _is_superuser,
        "landlock": landlock.version() > 0,
        "seccomp": seccomp.is_known(),
    }


def close_inherited(keep=()):
    """Keeps no descriptor but the standard three, which lead nowhere, except for those of them that are to be kept."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in {0, 1, 2}.difference(keep):
        os.dup2(nowhere, descriptor)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def enter(memory_limit_bytes, empty_folder, readable_folders):
    """Raises every wall that there is. What is open stays open."""
    parent = os.getppid()
    os.chdir(empty_folder)
    os.umask(0o777)
    _yield_to_silo()
    _limit(memory_limit_bytes)
    if _is_superuser:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    # After the change of user, which takes both back.
    kernel.die_with_parent(signal.SIGKILL)
    kernel.forbid_inspection()
    if os.getppid() != parent:
        sys.exit(1)
    kernel.drop_capabilities()
    kernel.forbid_new_privileges()
    if landlock.version() > 0:
        landlock.restrict(readable_folders)
    if seccomp.is_known():
        seccomp.restrict()


def readable_folders(module_folder):
    """Where Python and its libraries lie: what a model needs may be imported when it is needed."""
    candidates = [*sys.path, f"{sys.base_prefix}/lib", f"{sys.prefix}/lib", "/usr/lib", "/usr/lib64", "/lib", "/lib64", module_folder]
    return sorted({os.path.realpath(folder) for folder in candidates if folder and os.path.isdir(folder)})


def _yield_to_silo():
    # A silo renews leases beside its workers: it goes first, and when memory runs out the kernel takes a worker.
    os.nice(_NICENESS)
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write(_OUT_OF_MEMORY_SCORE)


def _limit(memory_limit_bytes):
    with open("/proc/self/statm", encoding="ascii") as statm:
        size = int(statm.read().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, size + memory_limit_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (value, value))
