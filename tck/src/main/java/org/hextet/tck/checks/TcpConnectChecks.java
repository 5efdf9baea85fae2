package org.hextet.tck.checks;

/** Connecting to addresses. */
final class TcpConnectChecks {}
