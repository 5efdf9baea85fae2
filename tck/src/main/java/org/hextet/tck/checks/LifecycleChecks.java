package org.hextet.tck.checks;

/** Threads, callbacks, the end of a reactor. */
final class LifecycleChecks {}
