package org.hextet.tck.checks;

/** Timers. */
final class TimersChecks {}
