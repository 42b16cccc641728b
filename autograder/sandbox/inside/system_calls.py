"""The seccomp filter: which system calls student code may not make."""

import errno
import socket
import tempfile

from .libc import NEWUSER

# Ways into other processes, new mounts and namespaces, and parts of the kernel that no notebook needs.
_FORBIDDEN = """
unshare setns mount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fsconfig fspick mount_setattr
ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd bpf perf_event_open keyctl add_key
request_key userfaultfd name_to_handle_at open_by_handle_at io_uring_setup io_uring_enter io_uring_register vmsplice
kexec_load kexec_file_load init_module finit_module delete_module acct swapon swapoff reboot syslog quotactl
fanotify_init lookup_dcookie migrate_pages move_pages iopl ioperm modify_ldt sethostname setdomainname settimeofday
clock_settime clock_adjtime adjtimex sched_setaffinity sched_setscheduler sched_setparam sched_setattr
""".split()  # noqa: SIM905 - fifty quotes would hide the names
# Memory that belongs to no process, so that no limit of a process counts it.
_UNCOUNTED_MEMORY = ["memfd_create", "memfd_secret", "shmget", "msgget", "semget"]
_AF_UNIX = 1
_BUFFER_SIZES = (socket.SO_SNDBUF, socket.SO_RCVBUF)
_TYPE_MASK = 0xF


def build_filter(*, sockets: bool) -> bytes:
    """Compile the filter to BPF instructions, once for all students.

    Parameters
    ----------
    sockets : bool
        Allow Unix sockets with a name. Where this machine's own are in sight, a service behind one could be told to run
        something outside.

    Raises
    ------
    OSError
        pyseccomp or libseccomp is missing.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise OSError(f"libseccomp and its Python package pyseccomp are needed: {error}") from error
    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    for name in _FORBIDDEN + _UNCOUNTED_MEMORY:
        try:
            rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
        except (OSError, ValueError):
            continue  # a call that this architecture or version of libseccomp does not have
    new_user = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, NEWUSER, NEWUSER)
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", new_user)
    # Its flags lie behind a pointer, out of the filter's sight: libc falls back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    refused = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    other_families = pyseccomp.Arg(0, pyseccomp.NE, _AF_UNIX)
    rules.add_rule(refused, "socketpair", other_families)
    if sockets:
        rules.add_rule(refused, "socket", other_families)
    else:
        rules.add_rule(refused, "socket")
        # One half of such a pair can send to any name.
        rules.add_rule(refused, "socketpair", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, _TYPE_MASK, socket.SOCK_DGRAM))
    # Each socket's buffer is counted as the usual one (`autograder.sandbox.machine`).
    for option in _BUFFER_SIZES:
        whose, what = pyseccomp.Arg(1, pyseccomp.EQ, socket.SOL_SOCKET), pyseccomp.Arg(2, pyseccomp.EQ, option)
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "setsockopt", whose, what)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
