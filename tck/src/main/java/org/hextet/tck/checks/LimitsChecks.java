package org.hextet.tck.checks;

/** Running out of what a process has. */
final class LimitsChecks {}
