"""A private Kafka and PostgreSQL for a test or a benchmark, and the programs that run on them.

    with Stack() as stack:
        stack.call("goldenthread", "migrate")
        consumer = stack.start("goldenthread-absence")
        stack.wait(lambda: stack.consumed() == 100, "100 events are consumed")

Everything lives in a folder of its own and is stopped by pid at the end, also when the test fails.
"""
import copy
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "../.."))
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A program in the background; its standard error goes to a file of the stack."""

    def __init__(self, stack, name, arguments):
        self.log = os.path.join(stack.home, f"{os.path.basename(name)}-{time.monotonic_ns()}.log")
        with open(self.log, "wb") as log:
            self.popen = subprocess.Popen([name, *arguments], cwd=ROOT, env=stack.environment,
                                          stdout=log, stderr=log)

    @property
    def pid(self):
        return self.popen.pid

    def running(self):
        return self.popen.poll() is None

    def signal(self, number):
        self.popen.send_signal(number)

    def kill(self):
        """As kill -9; a stopped process dies too."""
        if self.running():
            self.signal(signal.SIGKILL)
        self.popen.wait(30)

    def terminate(self):
        """Asks for an orderly end, which takes its time."""
        if self.running():
            self.signal(signal.SIGTERM)

    def stop(self):
        """An orderly end; returns the exit status."""
        self.terminate()
        return self.popen.wait(60)

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def cpu_seconds(self):
        return cpu_seconds(self.pid)

    def resident_mib(self, field="VmRSS"):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith(field):
                    return int(line.split()[1]) / 1024
        return None


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def gone(pid):
    """No such process, or one that only waits for its parent to notice."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


class Stack:
    def __init__(self, build="dev", servers=()):
        """`servers` are those of kafka and postgresql that are wanted; both when none is named."""
        self.servers = servers
        self.home = tempfile.mkdtemp(prefix="goldenthread-test-", dir="/var/tmp")
        os.chmod(self.home, 0o711)
        self.build = os.path.join(ROOT, "build", build)
        self.processes = []
        self.environment = dict(os.environ, GOLDENTHREAD_HOME=self.home)

    def __enter__(self):
        try:
            self.up(*self.servers)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.show_logs()
        self.close()

    def up(self, *servers):
        self.call("deploy/local/up", *servers)
        printed = self.call("bash", "-c", 'eval "$(deploy/local/env)"; env -0')
        self.environment = dict(pair.split("=", 1) for pair in printed.split("\0") if "=" in pair)
        self.environment["PATH"] = f"{self.build}/bin:{self.build}/bench:" + self.environment["PATH"]
        self.brokers = self.environment["GOLDENTHREAD_BROKERS"]
        self.dsn = self.environment["GOLDENTHREAD_DSN"]
        self.schemas = self.environment["GOLDENTHREAD_SCHEMAS"]

    def close(self):
        for process in self.processes:
            process.kill()
        subprocess.run(["deploy/local/down"], cwd=ROOT, env=self.environment, check=False,
                       capture_output=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def show_logs(self):
        for process in self.processes:
            lines = process.output().splitlines()[-15:]
            print("\n".join([f"--- {process.log}"] + lines), file=sys.stderr)

    def run(self, *command, **options):
        """The finished command, whatever its exit status."""
        return subprocess.run(command, cwd=ROOT, env=self.environment, text=True,
                              capture_output=True, check=False, **options)

    def call(self, *command, **options):
        """Standard output of a command that must succeed."""
        done = self.run(*command, **options)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n"
                               f"{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def start(self, name, *arguments):
        process = Process(self, name, arguments)
        self.processes.append(process)
        return process

    def server_pid(self, name):
        with open(os.path.join(self.home, "run", name + ".pid"), encoding="ascii") as file:
            return int(file.read().split()[0])

    def restart(self, name, number):
        """Ends a server (postgresql, kafka) by a signal and starts it again."""
        pid = self.server_pid(name)
        os.kill(pid, number)
        self.wait(lambda: gone(pid), f"{name} ends")
        self.call("deploy/local/up", name)

    def with_database(self, name):
        """The same servers with another database, new and with this release's tables."""
        self.call("psql", self.environment["GOLDENTHREAD_ADMIN_DSN"], "-Xqc",
                  f"create database {name} owner goldenthread")
        other = copy.copy(self)  # processes are still the stack's to end
        other.dsn = self.dsn.rpartition("/")[0] + "/" + name
        other.environment = dict(self.environment, GOLDENTHREAD_DSN=other.dsn)
        other.call("goldenthread", "migrate")
        return other

    def sql(self, query):
        return self.call("psql", self.dsn, "-XqAt", "-c", query).strip()

    def number(self, query):
        return float(self.sql(query) or 0)

    def consumed(self):
        return int(self.number('select coalesce(sum(consumed), 0) from stream."offset"'))

    def wait(self, condition, what, timeout=60, every=.05):
        """Until the condition holds; fails at the deadline, or at once when a started process has ended by itself."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited {timeout} s in vain: {what}")
            time.sleep(every)
