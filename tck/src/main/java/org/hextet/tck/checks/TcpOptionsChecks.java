package org.hextet.tck.checks;

/** Socket options. */
final class TcpOptionsChecks {}
