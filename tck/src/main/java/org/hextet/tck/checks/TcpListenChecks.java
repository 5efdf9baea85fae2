package org.hextet.tck.checks;

/** Listening on addresses. */
final class TcpListenChecks {}
