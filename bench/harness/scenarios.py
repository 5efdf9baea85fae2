"""What is done to a server."""
from dataclasses import dataclass


TCP_ECHO, UDP_ECHO, UDP_DISCARD = "tcp-echo", "udp-echo", "udp-discard"


@dataclass(frozen=True)
class Scenario:
    """A load. `metric` is the field of loadgen's report that is the throughput, `unit` its name; `is_counted` says whether
    the standard run counts heap bytes and system calls here too. `service` is what servers are started for; `ceiling` is the
    C server that shows the limit."""

    name: str
    title: str
    load: str
    metric: str
    unit: str
    operation: str = "request"
    is_counted: bool = True
    service: str = TCP_ECHO
    ceiling: str = "c-epoll"

    @property
    def is_udp(self):
        return self.service != TCP_ECHO

    @property
    def is_one_way(self):
        return self.service == UDP_DISCARD


SCENARIOS = {s.name: s for s in (
    Scenario("echo-1", "1 connection, 64 B", "echo -c 1 -s 64", "ops_s", "req/s", is_counted=False),
    Scenario("echo-50", "50 connections, 64 B", "echo -c 50 -s 64", "ops_s", "req/s"),
    Scenario("echo-1000", "1,000 connections, 64 B", "echo -c 1000 -s 64", "ops_s", "req/s",
             is_counted=False),
    Scenario("pipe-50x16", "50 connections, 64 B, 16 in flight on each", "echo -c 50 -s 64 -d 16", "ops_s", "req/s"),
    Scenario("stream-8", "8 streams of 64 KiB messages", "stream -c 8", "mb_s", "MB/s", "64 KiB", ceiling="c-epoll-big"),
    Scenario("connect-32", "connect, echo 64 B, close; 32 at a time", "connect -c 32 -s 64", "ops_s", "conn/s", "connection"),
    Scenario("udp-16x8", "16 UDP peers, 64 B, 8 in flight on each", "udp -c 16 -s 64 -d 8", "ops_s", "datagrams/s", "datagram",
             service=UDP_ECHO, ceiling="c-epoll-gso"),
    Scenario("udp-1000", "1,000 UDP peers in turn, 64 B, one in flight on each of 128", "udp -c 1000 -s 64 -d 1 -o 128", "ops_s",
             "datagrams/s", "datagram", service=UDP_ECHO),
    Scenario("udp-flood", "1,200 B one way, 50 at a time, as fast as they go", "flood -c 1 -s 1200 -d 50", "ops_s",
             "received/s", "datagram", service=UDP_DISCARD, ceiling="c-epoll-gso"),
)}

STANDARD = ("echo-1", "echo-50", "echo-1000", "pipe-50x16", "stream-8", "connect-32", "udp-16x8", "udp-1000", "udp-flood")
QUICK = ("echo-50", "stream-8")
