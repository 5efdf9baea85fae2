package org.hextet.tck.checks;

/** Bytes both ways, backpressure, the end of a connection. */
final class TcpDataChecks {}
