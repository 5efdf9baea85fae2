package org.hextet.tck.checks;

/** Blocking streams over a reactor. */
final class BridgingChecks {}
