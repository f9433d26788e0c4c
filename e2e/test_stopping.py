import socket
import time
from pathlib import Path

from e2e.server import starting, stop


def test_a_demo_stopped_while_it_starts_leaves_its_ports_free(tmp_path: Path) -> None:
    """Its worker processes do not hear a signal that comes so early."""
    with starting(tmp_path) as (server, process):
        while server.log().count("Spawning worker") < 2:
            assert process.poll() is None, server.log()
            time.sleep(0.01)
        stop(process)

        assert process.returncode == 0
        for port in (server.port, server.port + 1):
            with socket.create_server(("127.0.0.1", port)):
                pass
