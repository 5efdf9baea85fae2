package org.hextet.tck.checks;

/** Connecting by name (RFC 8305). */
final class ConnectByNameChecks {}
