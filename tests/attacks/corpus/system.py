"""System calls: network, namespaces, mounts, devices, rights."""

from tests.attacks.attack import DEAD, Attack, first, unsolved


def system_attack(name: str, purpose: str, source: str) -> Attack:
    """Return an attack that tells itself when a call succeeds."""
    return Attack(name, purpose, unsolved(first(source)), statuses=DEAD)


ATTACKS = (
    system_attack(
        "namespaces-entered",
        "becomes root in a namespace of its own, mounts and leaves its root folder",
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        for flags in (0x10000000, 0x10020000, 0x20000, 0x40000000, 0x20000000):
            if libc.unshare(flags) == 0:
                won(f'unshare {flags:#x}')
        for target in (b'/proc', b'/tmp', b'/dev', os.getcwd().encode()):
            if libc.mount(b'none', target, b'tmpfs', 0, None) == 0 or libc.umount2(target, 2) == 0:
                won(f'changed the mount of {target}')
        if 0 in (libc.mount(None, b'/', None, 32, None), libc.chroot(b'/tmp'), libc.syscall(155, b'/', b'/')):
            won('changed the root folder')
        if libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) > 0:
            won('clone with a new namespace')
        """,
    ),
    system_attack(
        "rights-raised",
        "becomes another user, takes capabilities back and lifts its limits",
        """
        import ctypes, os, resource
        libc = ctypes.CDLL(None, use_errno=True)
        for call in (os.setuid, os.setgid, os.seteuid, os.setegid):
            try:
                call(0)
                won(call.__name__)
            except OSError:
                pass
        for name in ('AS', 'NPROC', 'CPU', 'FSIZE', 'NOFILE'):
            what = getattr(resource, 'RLIMIT_' + name)
            try:
                resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                won(f'limit {name}')
            except (OSError, ValueError):
                pass
        status = open('/proc/self/status').read()
        if 'CapEff:\\t0000000000000000' not in status or 'CapPrm:\\t0000000000000000' not in status:
            won('has capabilities')
        for call in (lambda: os.nice(-5), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))):
            try:
                call()
                won('a higher priority')
            except OSError:
                pass
        !su -c id; sudo -n id; mount
        """,
    ),
    system_attack(
        "devices",
        "opens memory, disks, consoles and the kernel's switches",
        """
        import glob, os
        names = ['/dev/mem', '/dev/kmem', '/dev/port', '/dev/kmsg', '/dev/fuse', '/dev/kvm', '/dev/net/tun',
                 '/proc/sysrq-trigger', '/proc/sys/kernel/core_pattern', '/proc/sys/vm/drop_caches', '/proc/kcore',
                 '/proc/self/oom_score_adj', '/proc/1/oom_score_adj', '/sys/power/state', '/sys/fs/cgroup/cgroup.procs']
        for name in names + glob.glob('/dev/[svn]*[a-z0-9]'):
            if os.path.basename(name) in ('stdin', 'stdout', 'stderr', 'null', 'zero', 'random', 'urandom', 'shm'):
                continue
            try:
                os.close(os.open(name, os.O_WRONLY | os.O_NONBLOCK))
                won(f'opened {name}')
            except OSError:
                pass
        for kind in (0o60600, 0o20600):
            try:
                os.mknod('device', kind, os.makedev(1, 1))
                won('made a device')
            except OSError:
                pass
        """,
    ),
    system_attack(
        "terminal",
        "types into the terminal that the grader was started from",
        """
        import fcntl, os, termios
        for name in ('/dev/tty', '/dev/console', '/dev/pts/0', '/proc/self/fd/0', '/proc/self/fd/2'):
            try:
                terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
                for byte in b'touch /tmp/@TOKEN@-typed\\n':
                    fcntl.ioctl(terminal, termios.TIOCSTI, bytes([byte]))
                won(f'typed into {name}')
            except OSError:
                pass
        """,
    ),
    system_attack(
        "kernel-calls",
        "makes system calls that have held holes: tracing, keys, rings, programs in the kernel",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        import platform
        calls = {'bpf': 321, 'perf_event_open': 298, 'io_uring_setup': 425, 'userfaultfd': 323, 'keyctl': 250,
                 'add_key': 248, 'kcmp': 312, 'open_by_handle_at': 304, 'pidfd_getfd': 438, 'ptrace': 101,
                 'kexec_load': 246, 'syslog': 103, 'init_module': 175, 'fsopen': 430, 'memfd_create': 319}
        for name, number in calls.items() if platform.machine() == "x86_64" else ():
            ctypes.set_errno(0)
            if libc.syscall(number, 0, 0, 0, 0, 0) >= 0 or ctypes.get_errno() not in (1, 38):
                won(f'{name} is open ({ctypes.get_errno()})')
        """,
    ),
    system_attack(
        "files-changed",
        "writes into the interpreter, its libraries and `length`, for the next submission to import",
        """
        import os, sys, numpy, length
        for folder in (*(os.path.dirname(path) for path in (os.__file__, numpy.__file__, length.__file__)), sys.prefix,
                       '/usr/lib', '/etc', '/runner/inside', '/library', '/', '/dev', '/proc'):
            try:
                open(f'{folder}/@TOKEN@.py', 'w').close()
                won(f'wrote into {folder}')
            except OSError:
                pass
        try:
            open(numpy.__file__, 'r+').close()
            won('can change numpy')
        except OSError:
            pass
        """,
    ),
)
