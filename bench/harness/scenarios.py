"""What is done to a server."""
from dataclasses import dataclass


TCP_ECHO, UDP_ECHO, UDP_DISCARD, TLS_ECHO, RELAY = "tcp-echo", "udp-echo", "udp-discard", "tls-echo", "relay"


@dataclass(frozen=True)
class Scenario:
    """A load. `metric` is the field of loadgen's report that is the throughput, `unit` its name; `is_counted` says whether
    the standard run counts heap bytes and system calls here too. `service` is what servers are started for; `ceiling` is the
    server that shows the limit, and `peers` are others whom all are compared with, the one that counts most first. `warm` is how many times longer than others a
    JVM is warmed up."""

    name: str
    title: str
    load: str
    metric: str
    unit: str
    operation: str = "request"
    is_counted: bool = True
    service: str = TCP_ECHO
    ceiling: str = "c-epoll"
    peers: tuple = ("netty-epoll", "nio", "netty-nio")
    warm: float = 1

    @property
    def is_udp(self):
        return self.service in (UDP_ECHO, UDP_DISCARD)

    @property
    def is_tls(self):
        return self.service == TLS_ECHO

    @property
    def is_one_way(self):
        return self.service == UDP_DISCARD


_TLS = dict(service=TLS_ECHO, ceiling="netty-tcnative-epoll", peers=("netty-tls-epoll", "netty-tls-nio"))
_RELAY = dict(service=RELAY, ceiling="haproxy", peers=("socat",))

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
    Scenario("tls-echo-50", "TLS 1.3, 50 connections, 64 B", "tls-echo -c 50 -s 64", "ops_s", "req/s", warm=3, **_TLS),
    Scenario("tls-echo-50-1k", "TLS 1.3, 50 connections, 1 KiB", "tls-echo -c 50 -s 1024", "ops_s", "req/s", is_counted=False,
             warm=3, **_TLS),
    Scenario("tls-stream-8", "TLS 1.3, 8 streams of 64 KiB messages", "tls-stream -c 8", "mb_s", "MB/s", "64 KiB",
             is_counted=False, **_TLS),
    Scenario("tls-handshake-full", "connect, TLS 1.3 handshake, echo 64 B, close; 32 at a time", "tls-connect -c 32 -s 64", "ops_s",
             "handshakes/s", "handshake", warm=2, **_TLS),
    Scenario("tls-handshake-resumed", "connect, TLS 1.3 handshake by a ticket, echo 64 B, close; 32 at a time",
             "tls-connect -c 32 -s 64 -r", "ops_s", "handshakes/s", "handshake", is_counted=False, warm=2, **_TLS),
    Scenario("relay-echo-50", "through a relay: 50 connections, 64 B there and back", "relay-echo -c 50 -s 64", "ops_s", "req/s",
             **_RELAY),
    Scenario("relay-stream-8", "through a relay: 8 streams of 64 KiB messages, one way", "relay-stream -c 8", "mb_s", "MB/s",
             "64 KiB", **_RELAY),
)}

STANDARD = ("echo-1", "echo-50", "echo-1000", "pipe-50x16", "stream-8", "connect-32", "udp-16x8", "udp-1000", "udp-flood",
            "tls-echo-50", "tls-echo-50-1k", "tls-stream-8", "tls-handshake-full", "tls-handshake-resumed", "relay-echo-50",
            "relay-stream-8")
QUICK = ("echo-50", "stream-8")
